import { actionCommand } from "#cli/action-command.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Given } from "#cli/command.ts";
import { optionalText, repeatedTexts, requiredText } from "#cli/options.ts";
import { spellTrustRule } from "#cli/spell-trust-rule.ts";
import { createTrustRuleRoute } from "#domain/contracts/routes/create-trust-rule.ts";
import { createTrustRuleBodySchema, type CreateTrustRuleBody } from "#domain/contracts/trust-rule.ts";

/** `latchkey trust create`: makes a rule by which workloads may become a service account. */
export const trustCreate = actionCommand({
  name: "trust create",
  about: "Make a trust rule: which workloads may become a service account.",
  positional: "ACCOUNT_ID",
  route: createTrustRuleRoute,
  isCreating: true,
  options: [
    { name: "issuer", value: "ISSUER", about: "Workload issuer of the catalog.", isRequired: true },
    {
      name: "claim",
      value: "NAME=VALUE",
      about: "Exact value that a claim must have; repeat it.",
      isRequired: true,
      isRepeatable: true,
    },
    {
      name: "environment",
      value: "ID",
      about: "Environment that it may ask in; repeat it.",
      isRequired: true,
      isRepeatable: true,
    },
    {
      name: "template",
      value: "ID",
      about: "Template that it may ask for; repeat it. All unless given.",
      isRepeatable: true,
    },
    { name: "scope", value: "A,B", about: "What its access tokens may do.", isRequired: true },
    { name: "description", value: "TEXT", about: "What it is for." },
  ],
  body: bodyOf,
  say: spellTrustRule,
  notes: [
    "Leads of the team and the platform team may. A rule never changes: make another one and revoke the first.",
    "latchkey trust test proposes the command for the token of a job.",
  ],
});

function bodyOf(given: Given): CreateTrustRuleBody {
  const templates = repeatedTexts(given, "template");
  const parsed = createTrustRuleBodySchema.safeParse({
    serviceAccount: given.positionals[0] ?? "",
    issuer: requiredText(given, "issuer"),
    claims: claimsOf(repeatedTexts(given, "claim")),
    environments: repeatedTexts(given, "environment"),
    ...(templates.length > 0 && { templates }),
    scopes: requiredText(given, "scope")
      .split(",")
      .map((scope) => scope.trim()),
    description: optionalText(given, "description"),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "This does not fit."}`);
}

function claimsOf(texts: readonly string[]): Record<string, string> {
  const claims = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) throw new CliError(`--claim is written NAME=VALUE, not ${text}.`);
    const name = text.slice(0, at);
    if (claims.has(name)) throw new CliError(`--claim ${name} is given twice: a rule wants one exact value.`);
    claims.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(claims);
}
