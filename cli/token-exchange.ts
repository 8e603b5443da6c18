import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { exchangeToken } from "#cli/exchange-token.ts";
import { optionalText } from "#cli/options.ts";
import { apiOrigin } from "#cli/places.ts";

/** `latchkey token exchange`: an access token for what has an identity token of its platform. */
export const tokenExchange: Command = {
  name: "token exchange",
  about: "Exchange the identity token of a job or pod for an access token.",
  positionals: [],
  options: [
    { name: "file", value: "FILE", about: "File that holds the identity token; without it, stdin." },
    { name: "service-account", value: "ID", about: "Which account to act as, where rules of several are met." },
    { name: "scope", value: "A,B", about: "Scopes; every one that the trust rule gives when left out." },
  ],
  notes: [
    "Prints the access token alone; it lasts 15 minutes at most. An identity token is taken once.",
    "",
    "In GitLab CI, with id_tokens: LATCHKEY_ID_TOKEN: aud: the address of Latchkey:",
    "export LATCHKEY_TOKEN=$(printenv LATCHKEY_ID_TOKEN | latchkey token exchange)",
    "In a pod: latchkey token exchange --file /var/run/secrets/latchkey/token",
  ],
  async run(given, { env, out }) {
    const scope = optionalText(given, "scope")?.replaceAll(",", " ");
    const wanted = { serviceAccount: optionalText(given, "service-account"), scope };
    const path = optionalText(given, "file");
    const subjectToken = (path === undefined ? await text(process.stdin) : await readText(path)).trim();
    if (!/^[\w-]+(\.[\w-]+){2}$/.test(subjectToken))
      throw new CliError("There is no identity token: a JWT was expected.");
    out(`${await exchangeToken(apiOrigin(env), subjectToken, wanted)}\n`);
    return 0;
  },
};

async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read.`, { cause });
  });
}
