import type { Command, Terminal } from "#cli/command.ts";
import { loadOidc, openIssuer } from "#cli/login/open-issuer.ts";
import type { Session } from "#cli/login/session.ts";
import { openTokenStores } from "#cli/login/token-store.ts";
import { apiOrigin } from "#cli/places.ts";

/** `latchkey logout`: revokes the sign-in of this installation where its issuer can, and forgets it. */
export const logout: Command = {
  name: "logout",
  about: "End the sign-in at this address and forget it.",
  positionals: [],
  options: [],
  notes: [
    "The refresh token is revoked at the issuer (RFC 7009); access tokens that were handed out run out by themselves, in",
    "minutes. Exit codes: 0 forgotten, or nobody was signed in; 1 it cannot be forgotten.",
  ],
  async run(_given, terminal) {
    const origin = apiOrigin(terminal.env);
    const stores = await openTokenStores(terminal);
    const found = await stores?.find(origin);
    if (!stores || !found) {
      terminal.err(`Nobody is signed in to ${origin}.\n`);
      return 0;
    }
    // Forgotten first: an issuer that does not answer keeps nobody signed in on this machine.
    await stores.forget(origin);
    const isRevoked = await revoke(found.session);
    terminal.out(`Signed out of ${origin}.\n`);
    if (!isRevoked) tellEnd(found.session, terminal);
    return 0;
  },
};

async function revoke({ issuer, refreshToken }: Session): Promise<boolean> {
  if (refreshToken === null) return false;
  try {
    const [oidc, config] = await Promise.all([loadOidc(), openIssuer(issuer)]);
    if (config.serverMetadata().revocation_endpoint === undefined) return false;
    await oidc.tokenRevocation(config, refreshToken, { token_type_hint: "refresh_token" });
    return true;
  } catch {
    return false;
  }
}

function tellEnd({ issuer, tokens, refreshToken }: Session, { err }: Terminal): void {
  const end = refreshToken === null ? `they end at ${tokens.api.expiresAt}` : "end its session there";
  err(`${issuer} could not be told: whoever copied the tokens before may use them; ${end}.\n`);
}
