import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command, Terminal } from "#cli/command.ts";
import { optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellTestedToken } from "#cli/spell-tested-token.ts";
import { testTrustRuleRoute } from "#domain/contracts/routes/test-trust-rule.ts";
import { tokenCharactersMax } from "#domain/federation/rule-limits.ts";

const notMet = 20;

/** `latchkey trust test`: how the token of a workload stands to the trust rules. The token is never an argument. */
export const trustTest: Command = {
  name: "trust test",
  about: "Test the token of a workload against the trust rules.",
  positionals: [],
  options: [
    { name: "file", value: "FILE", about: "File that holds the token; without it, stdin." },
    { name: "json", about: "Print the API's document as JSON." },
  ],
  notes: [
    "The token is not used up and is kept nowhere. It is not taken as an argument, which every user of the machine can read.",
    `Exit codes: 0 it meets a rule, ${notMet} it meets none.`,
  ],
  async run(given, terminal) {
    const token = await readToken(optionalText(given, "file"), terminal);
    const tested = await callRoute(testTrustRuleRoute, { body: { token } }, terminal);
    terminal.out(given.values.json === true ? spellJson(tested) : spellTestedToken(tested));
    return tested.met.length > 0 ? 0 : notMet;
  },
};

async function readToken(file: string | undefined, terminal: Terminal): Promise<string> {
  if (file === undefined && terminal.ask !== null) terminal.err("Paste the token, then a line break and Ctrl+D.\n");
  const read = file === undefined ? text(process.stdin) : readFile(file, "utf8");
  const token = (
    await read.catch((cause: unknown) => {
      throw new CliError(`${file ?? "stdin"} cannot be read.`, { cause });
    })
  ).trim();
  if (token === "") throw new CliError("There is no token: give it on stdin, or with --file FILE.");
  if (token.length > tokenCharactersMax) throw new CliError(`A token has at most ${tokenCharactersMax} characters.`);
  return token;
}
