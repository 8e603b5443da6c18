import { escapeLine } from "#cli/escape-controls.ts";
import type { TestedToken } from "#domain/contracts/trust-rule-test.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";

/** Spells how a token stands to the trust rules for a terminal. */
export function spellTestedToken(tested: TestedToken): string {
  const { issuer, verification, subject, met, near, proposal, obstacles } = tested;
  const lines = [
    `issuer: ${issuer === null ? "none of the catalog's" : `${issuer.name} (${issuer.kind})`}`,
    `token: ${verification.state.replace("_", " ")}. ${escapeLine(verification.message)}`,
    ...(subject === null ? [] : [`sub: ${escapeLine(subject)}`]),
    `rules met: ${met.length}`,
    ...met.flatMap(({ rule, free }) => [
      `  ${nameOf(rule)}`,
      ...free.map(({ name, given, why }) => `    free: ${escapeLine(`${name} = ${given}`)}. ${why}`),
    ]),
    ...near.flatMap(({ rule, differs, refusal }) => [
      `not met: ${nameOf(rule)}`,
      ...(refusal === null ? [] : [`    ${escapeLine(refusal)}`]),
      ...differs.map(
        ({ name, wanted, given }) => `    ${escapeLine(`${name}: wanted ${wanted}, given ${given ?? "nothing"}`)}`,
      ),
    ]),
    ...obstacles.map(({ claim, message }) => `in the way: ${escapeLine(claim)}: ${escapeLine(message)}`),
    ...(proposal === null ? [] : ["a rule for exactly this workload:", `  ${commandOf(proposal)}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function nameOf({ id, description, serviceAccount }: TrustRuleView): string {
  const words = description === "" ? "" : `, ${escapeLine(description)}`;
  return `${id} as ${serviceAccount.team}/${serviceAccount.name}${words}`;
}

/** The command that saves the proposal, quoted for a shell. */
function commandOf({ issuer, claims, environments, scopes }: NonNullable<TestedToken["proposal"]>): string {
  const options = [
    ["--issuer", issuer],
    ...Object.entries(claims).map(([name, value]) => ["--claim", `${name}=${value}`]),
    ...environments.map((id) => ["--environment", id]),
    ["--scope", scopes.join(",")],
  ];
  const words = options.map(([name = "", value = ""]) => `${name} ${quote(escapeLine(value))}`);
  return `latchkey trust create ACCOUNT_ID ${words.join(" ")}`;
}

function quote(text: string): string {
  return /^[\w./:@=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
