import { dirname } from "node:path";
import { mkdir } from "node:fs/promises";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { configDirectory } from "#cli/login/config-directory.ts";
import { sessionPath } from "#cli/login/file-store.ts";
import { renewToken } from "#cli/login/issue-token.ts";
import { openIssuer } from "#cli/login/open-issuer.ts";
import type { Session, SessionToken } from "#cli/login/session.ts";
import { openTokenStores, type TokenStores } from "#cli/login/token-store.ts";
import { withLock } from "#cli/login/with-lock.ts";
import { apiOrigin, revealOrigin } from "#cli/places.ts";

/** Renewed this long before its end, so that none runs out on the way. */
const marginMs = 60_000;

/** Scopes of the token for the reveal origin, which does nothing else. */
export const revealScopes = ["grants:reveal"] as const;

/** Scopes of the token for the API: without the one that stands for the reveal origin, unless there is no other. */
export function apiScopesOf(scopes: readonly string[]): readonly string[] {
  const own = scopes.filter((scope) => scope !== revealScopes[0]);
  return own.length > 0 ? own : scopes;
}

/** Where a call goes, and with which bearer. */
export interface Reach {
  readonly origin: string;
  readonly token: string;
  /** Where the token comes from, to tell how to get another one. */
  readonly source: "LATCHKEY_TOKEN" | "login";
}

/**
 * The origin of the API or of reveal, with a token for it: that of `LATCHKEY_TOKEN`, else that of `latchkey login`,
 * renewed where it is about to end.
 *
 * @throws CliError that says how to get one
 */
export async function reach(base: "api" | "reveal", { env }: Pick<Terminal, "env">): Promise<Reach> {
  const given = env.LATCHKEY_TOKEN?.trim() ?? "";
  if (given !== "") {
    const origin = base === "reveal" ? revealOrigin(env) : apiOrigin(env);
    if (/^[\x21-\x7e]+$/.test(given)) return { origin, token: given, source: "LATCHKEY_TOKEN" };
    throw new CliError("Set LATCHKEY_TOKEN to one token without spaces.");
  }
  const stores = await openTokenStores({ env });
  const found = await stores?.find(apiOrigin(env));
  if (!stores || !found) {
    throw new CliError(`Nobody is signed in to ${apiOrigin(env)}: latchkey login, or set LATCHKEY_TOKEN.`);
  }
  const origin = base === "reveal" ? found.session.revealOrigin : found.session.origin;
  assertNamed(env, base, origin);
  const token = freshOf(found.session, base) ?? (await renewed(stores, found.session, { base, env }));
  return { origin, token: token.value, source: "login" };
}

/** Another reveal origin than that of the sign-in would get a token that is not for it. */
function assertNamed(env: Terminal["env"], base: "api" | "reveal", origin: string): void {
  if (base === "api" || !env.LATCHKEY_REVEAL_URL || revealOrigin(env) === origin) return;
  throw new CliError(
    `You are signed in for ${origin}; LATCHKEY_REVEAL_URL names another: unset it, or latchkey login.`,
  );
}

function freshOf({ tokens }: Session, base: "api" | "reveal"): SessionToken | null {
  const token = tokens[base];
  return token !== null && Date.parse(token.expiresAt) - marginMs > Date.now() ? token : null;
}

interface Renewal {
  readonly base: "api" | "reveal";
  readonly env: Terminal["env"];
}

/** One renewal at a time: a refresh token that is used twice ends the sign-in (RFC 9700, section 4.14.2). */
async function renewed(stores: TokenStores, known: Session, { base, env }: Renewal): Promise<SessionToken> {
  const lock = `${sessionPath(configDirectory(env) ?? "", known.origin)}.lock`;
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  return withLock(lock, async () => {
    const session = (await stores.find(known.origin))?.session ?? known;
    const fresh = freshOf(session, base);
    if (fresh !== null) return fresh;
    if (session.refreshToken === null) {
      const left = session.tokens[base];
      if (left !== null && Date.parse(left.expiresAt) > Date.now()) return left;
      throw new CliError(`Your sign-in to ${session.origin} is over: latchkey login.`);
    }
    const { origin, revealOrigin: there } = session;
    const wanted =
      base === "reveal"
        ? { resource: there, other: origin, scopes: revealScopes }
        : { resource: origin, other: there, scopes: apiScopesOf(session.scopes) };
    const config = await openIssuer(session.issuer);
    const { token, refreshToken } = await renewToken(config, session.refreshToken, wanted);
    await stores.keep({ ...session, refreshToken, tokens: { ...session.tokens, [base]: token } });
    return token;
  });
}
