import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { CommandOption, Given, Terminal } from "#cli/command.ts";
import { optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellQuestion } from "#cli/spell-question.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { decideBodySchema, type DecideBody, type OfferChange, type RequestView } from "#domain/contracts/request.ts";
import { decideRequestRoute } from "#domain/contracts/routes/decide-request.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";

/** Options of every verdict, after the comment. */
export const decideOptions: readonly CommandOption[] = [
  {
    name: "digest",
    value: "DIGEST",
    about: "Decide only if the request still has this digest; default what is shown.",
  },
  { name: "json", about: "Print the request after the verdict as JSON, and nothing else." },
];

/** Notes of every verdict. */
export const decideNotes: readonly string[] = [
  "Shows the request, then decides on exactly what it showed. If it changed in between (digest_stale), nothing is",
  "decided: run the command again. Read it first, without deciding: latchkey request show ID",
];

/**
 * Shows what is decided on and gives the verdict on exactly that; gives the request after it.
 *
 * @param said the verdict; a counter-offer with its changes
 * @throws CliError with what to do when the request changed, or when the API refuses the vote
 */
export async function decide(
  said: DecideBody["verdict"] | { readonly verdict: "counter"; readonly changes: OfferChange[] },
  given: Given,
  terminal: Terminal,
): Promise<RequestView> {
  const { verdict, changes } = typeof said === "string" ? { verdict: said, changes: undefined } : said;
  const params = { id: given.positionals[0] ?? "" };
  const comment = optionalText(given, "comment") ?? "";
  const seen = await callRoute(showRequestRoute, { params }, terminal);
  const body = bodyOf({ verdict, comment, digest: optionalText(given, "digest") ?? seen.digest, changes });
  if (given.values.json !== true) terminal.out(spellQuestion(seen));
  const request = await callRoute(decideRequestRoute, { params, body }, terminal).catch((error: unknown) => {
    throw told(error, params.id);
  });
  terminal.out(given.values.json === true ? spellJson(request) : `\n${spellRequest(request)}`);
  return request;
}

function bodyOf({
  changes,
  ...said
}: Omit<DecideBody, "changes"> & { changes: OfferChange[] | undefined }): DecideBody {
  const body = changes === undefined ? said : { ...said, changes };
  const parsed = decideBodySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`--${String(issue?.path[0])}: ${issue?.message ?? "not valid"}`);
}

function told(error: unknown, id: string): unknown {
  if (!(error instanceof CliError) || error.problem?.code !== "digest_stale") return error;
  const cure = `Nothing was decided; read it again: latchkey request show ${id}`;
  return new CliError(`${error.message} ${cure}`, { problem: error.problem, cause: error });
}
