import { callRoute } from "#cli/call-route.ts";
import { claimCredential } from "#cli/claim-credential.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command, Given, Terminal } from "#cli/command.ts";
import { reach } from "#cli/login/reach.ts";
import { optionalText, repeatedTexts } from "#cli/options.ts";
import { createSecretFile } from "#cli/secret-file.ts";
import type { SecretPlace } from "#cli/secret-place.ts";
import { startSecretProgram } from "#cli/secret-program.ts";
import { acknowledgeGrantRoute } from "#domain/contracts/routes/acknowledge-grant.ts";

/** `latchkey reveal`: claims a grant with a key of this process and hands what it holds to a file or a program. */
export const reveal: Command = {
  name: "reveal",
  about: "Open a grant once, into a file or into a program.",
  positionals: ["GRANT"],
  options: [
    { name: "out", value: "FILE", about: "New file, readable by its owner only (0600)." },
    { name: "force", about: "Replace an existing file." },
    { name: "exec", value: "CMD [ARG…]", about: "Program to start, with all words that follow.", takesRest: true },
  ],
  notes: [
    "One of --out and --exec. Either gets JSON {fields, url, file}: url is the connection string, null where there is",
    "none; file is {name, content}, e.g. a kubeconfig, left out where there is none. Prints no secret. A grant opens",
    "exactly once: when the file cannot be made or the program cannot be started, nothing is opened. The token needs the",
    "scope grants:reveal.",
    "",
    "--exec comes last, starts no shell, and writes the JSON to the program's standard input. The program is started",
    "first, without LATCHKEY_TOKEN; it is ended when the grant does not open. Exit codes: 0 when it was handed everything",
    "and ended with 0, else 1 and a sentence that tells how it ended. For example:",
    "latchkey reveal GRANT --exec vault kv put secret/orders -",
  ],
  async run(given, terminal) {
    await reach("reveal", terminal);
    const id = given.positionals[0] ?? "";
    const place = await openPlace(given, terminal);
    const { content, ack } = await claimCredential(id, terminal).catch(async (error: unknown) => {
      await place.discard();
      throw error;
    });
    await place.write(content).finally(() => content.fill(0));
    await callRoute(acknowledgeGrantRoute, { params: { id }, body: { mac: ack } }, terminal).catch(() => {
      terminal.err("Latchkey could not be told that it arrived: the grant will be shown as unconfirmed.\n");
    });
    terminal.out(await place.conclude());
    return 0;
  },
};

/** What has no place to go is never opened, and never printed instead. */
function openPlace(given: Given, { env }: Terminal): Promise<SecretPlace> {
  const path = optionalText(given, "out");
  const words = repeatedTexts(given, "exec");
  const isForced = given.values.force === true;
  if (given.values.exec === undefined && path !== undefined) return createSecretFile(path, { force: isForced });
  if (path === undefined && !isForced && words[0]) return startSecretProgram(words, env);
  throw new CliError("Give one of --out FILE [--force] and --exec CMD [ARG…]. See latchkey reveal --help.");
}
