import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { discoverResource } from "#cli/login/discover-resource.ts";
import { signIn } from "#cli/login/sign-in.ts";
import { openTokenStores } from "#cli/login/token-store.ts";
import { optionalInteger, optionalText } from "#cli/options.ts";
import { apiOrigin } from "#cli/places.ts";
import { spellJson } from "#cli/spell-json.ts";
import { presentSession, spellStanding } from "#cli/spell-standing.ts";

const secondsDefault = 300;
const scopePattern = /^(all|[a-z][a-z-]{1,40}:(read|write|approve|reveal))$/;

/** `latchkey login`: signs a person in through their browser and keeps the sign-in of this installation. */
export const login: Command = {
  name: "login",
  about: "Sign in through the browser.",
  positionals: [],
  options: [
    { name: "scope", value: "SCOPES", about: "Comma-separated: all (default), or requests:read, grants:reveal, …" },
    { name: "fresh", about: "Sign in anew, though the browser is signed in: for what asks for a recent sign-in." },
    { name: "no-browser", about: "Print the address and open nothing." },
    { name: "port", value: "N", about: "Loopback port to come back to; default any. For ssh -L N:127.0.0.1:N." },
    { name: "timeout", value: "SECONDS", about: `Wait at most this long; default ${secondsDefault}.` },
    { name: "json", about: "Print what latchkey whoami --json prints." },
  ],
  notes: [
    "Signs in at the issuer that LATCHKEY_URL names. The sign-in is kept in the keyring of the system, else in a file of",
    "0600 (LATCHKEY_TOKEN_STORE=keyring|file), one for each address, and renewed by itself while the issuer allows.",
    "LATCHKEY_TOKEN goes before it. Exit codes: 0 signed in, 1 not.",
  ],
  async run(given, terminal) {
    const stores = await openTokenStores(terminal);
    if (stores === null) throw new CliError("Set HOME or XDG_CONFIG_HOME: there is no place to keep a sign-in.");
    const wishes = {
      scopes: scopesOf(optionalText(given, "scope") ?? "all"),
      isFresh: given.values.fresh === true,
      opensBrowser: given.values["no-browser"] !== true,
      port: optionalInteger(given, "port", { min: 1024, max: 65_535 }) ?? 0,
      secondsMax: optionalInteger(given, "timeout", { min: 1, max: 3600 }) ?? secondsDefault,
    };
    const session = await signIn(await discoverResource(apiOrigin(terminal.env)), wishes, terminal);
    const standing = presentSession(session, await stores.keep(session));
    terminal.out(given.values.json === true ? spellJson(standing) : spellStanding(standing));
    if (session.tokens.reveal === null) terminal.err("It opens no credential: the issuer gave no token for that.\n");
    if (terminal.env.LATCHKEY_TOKEN) terminal.err("LATCHKEY_TOKEN is set and goes before this sign-in.\n");
    return 0;
  },
};

function scopesOf(text: string): string[] {
  const scopes = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  const unknown = scopes.find((scope) => !scopePattern.test(scope));
  if (scopes.length > 0 && unknown === undefined) return scopes;
  throw new CliError(`--scope: ${unknown ?? "nothing"} is no scope: all, or noun:read|write|approve|reveal.`);
}
