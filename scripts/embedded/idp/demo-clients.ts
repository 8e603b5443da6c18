import type { ClientMetadata } from "oidc-provider";
import { AppError } from "#domain/errors/app-error.ts";
import { cliClientId } from "#domain/access/cli-client-id.ts";
import type { Settings } from "#server/settings.ts";

/**
 * The clients that the embedded issuer knows: web and reveal with their secrets, and the command line.
 *
 * @throws settings_invalid when a secret is missing
 */
export function demoClients(settings: Settings): ClientMetadata[] {
  return [
    webClient(settings.OIDC_CLIENT_ID, requireSecret(settings, "OIDC_CLIENT_SECRET"), {
      name: "Latchkey",
      redirect: `${settings.LATCHKEY_PUBLIC_URL}/api/auth/callback/oidc`,
    }),
    webClient(settings.REVEAL_OIDC_CLIENT_ID, requireSecret(settings, "REVEAL_OIDC_CLIENT_SECRET"), {
      name: "The reveal page of Latchkey",
      redirect: `${settings.LATCHKEY_REVEAL_URL}/callback`,
    }),
    {
      client_id: cliClientId,
      client_name: "The command line of Latchkey",
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      // A native client may listen on any loopback port (RFC 8252, section 7.3).
      redirect_uris: ["http://127.0.0.1/callback", "http://[::1]/callback"],
      require_auth_time: true,
    },
  ];
}

function webClient(id: string, secret: string, { name, redirect }: { name: string; redirect: string }): ClientMetadata {
  return {
    client_id: id,
    client_name: name,
    client_secret: secret,
    grant_types: ["authorization_code"],
    redirect_uris: [redirect],
    require_auth_time: true,
  };
}

function requireSecret(settings: Settings, name: "OIDC_CLIENT_SECRET" | "REVEAL_OIDC_CLIENT_SECRET"): string {
  const secret = settings[name];
  if (secret === undefined) throw new AppError("settings_invalid", `Set ${name} or ${name}_FILE.`);
  return secret;
}
