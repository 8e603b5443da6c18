import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK } from "jose";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import { signAccessToken } from "#server/adapters/oidc/sign-access-token.ts";
import { cliClientId } from "#domain/access/cli-client-id.ts";
import { embeddedIssuer, isEmbeddedIssuer } from "#server/identity/oidc-issuer.ts";
import { isApiScope } from "#server/identity/parse-scopes.ts";
import { personaAcr, personaClaims, personas } from "#server/identity/personas.ts";
import type { Settings } from "#server/settings.ts";

const ttlSecondsMax = 3600;
const jwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), d: z.string() })).nonempty() });

/** What `latchkey token create` was asked for. */
export interface LocalTokenOrder {
  /** E-mail of a persona. */
  readonly email: string;
  readonly scopes: readonly string[];
  /** At most an hour. */
  readonly ttlSeconds: number;
}

/**
 * Signs an access token for a persona with the embedded issuer's key: what that issuer would issue right after a
 * sign-in, for both origins, marked as made by the local operator.
 *
 * Possible only beside the home of embedded mode; under any other issuer such a token is simply invalid.
 * @throws settings_invalid outside embedded mode; unknown_reference for an e-mail of nobody; invalid_input
 */
export async function createLocalToken(
  settings: Pick<
    Settings,
    "IDP_PORT" | "LATCHKEY_HOME" | "LATCHKEY_PUBLIC_URL" | "LATCHKEY_REVEAL_URL" | "OIDC_ISSUER"
  >,
  order: LocalTokenOrder,
  now = new Date(),
): Promise<string> {
  assertOrder(order);
  if (!isEmbeddedIssuer(settings)) {
    throw new AppError(
      "settings_invalid",
      "Tokens are created here in embedded mode only: your OIDC issuer issues them.",
    );
  }
  const persona = personas.find(({ email }) => email === order.email.toLowerCase());
  if (persona === undefined) {
    const people = personas.map(({ email }) => email).join(", ");
    throw new AppError("unknown_reference", `There is no persona ${order.email}. There are ${people}.`);
  }
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: embeddedIssuer(settings),
    sub: persona.subject,
    aud: [settings.LATCHKEY_PUBLIC_URL, settings.LATCHKEY_REVEAL_URL],
    client_id: cliClientId,
    scope: order.scopes.join(" "),
    iat: issuedAt,
    exp: issuedAt + order.ttlSeconds,
    auth_time: issuedAt,
    acr: personaAcr,
    jti: randomUUID(),
    act: { sub: "local-operator" },
    ...personaClaims(persona),
  };
  return signAccessToken(claims, await readSigningKey(settings.LATCHKEY_HOME));
}

function assertOrder({ scopes, ttlSeconds }: LocalTokenOrder): void {
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > ttlSecondsMax) {
    throw new AppError("invalid_input", "A token lives from one second to one hour.");
  }
  const unknown = scopes.find((scope) => !isApiScope(scope));
  if (unknown !== undefined || scopes.length === 0) {
    throw new AppError(
      "invalid_input",
      `${unknown ?? "Nothing"} is no scope: use all, or noun:read|write|approve|reveal.`,
    );
  }
}

async function readSigningKey(home: string): Promise<JWK> {
  const path = join(home, "idp/jwks.json");
  try {
    return jwksSchema.parse(JSON.parse(await readFile(path, "utf8"))).keys[0] as JWK;
  } catch (cause) {
    throw new AppError("settings_invalid", `The embedded issuer's key ${path} cannot be read.`, { cause });
  }
}
