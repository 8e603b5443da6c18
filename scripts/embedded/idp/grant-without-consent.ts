import type { Grant, KoaContextWithOIDC } from "oidc-provider";

/** Grants a signed-in persona's client exactly what it asks for: these clients are all our own, so nobody is asked. */
export async function grantWithoutConsent(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, provider, params, resourceServers } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  const requested = typeof params?.scope === "string" ? params.scope : "";
  grant.addOIDCScope(requested);
  for (const resource of Object.keys(resourceServers ?? {})) grant.addResourceScope(resource, requested);
  await grant.save();
  return grant;
}
