import { scopes } from "#domain/contracts/routes/route-contract.ts";
import type { showProtectedResourceRoute } from "#domain/contracts/routes/show-protected-resource.ts";
import { getWebContext } from "#server/context.ts";
import type { Reply } from "#server/http/define-route.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";

/** Tells whoever asks which issuer signs people in here (RFC 9728): public facts of the settings, nothing of a person. */
export async function answerProtectedResource(): Promise<Reply<typeof showProtectedResourceRoute>> {
  const { settings } = await getWebContext();
  return {
    document: {
      resource: settings.LATCHKEY_PUBLIC_URL,
      resource_name: "Latchkey",
      authorization_servers: [oidcIssuer(settings)],
      scopes_supported: ["all", ...scopes],
      bearer_methods_supported: ["header"],
      latchkey_reveal_resource: settings.LATCHKEY_REVEAL_URL,
    },
  };
}
