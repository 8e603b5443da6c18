import { accessTokenType } from "#domain/contracts/oauth-token.ts";
import type { exchangeTokenRoute } from "#domain/contracts/routes/exchange-token.ts";
import { getWebContext } from "#server/context.ts";
import { exchangeToken } from "#server/federation/exchange-token.ts";
import { assertOwnHost } from "#server/http/assert-own-host.ts";
import type { OpenCall, Reply } from "#server/http/define-route.ts";
import { invalidInput } from "#server/http/parse-input.ts";

/** Answers with the access token of a workload, as text and once. */
export async function answerExchangeToken(
  call: OpenCall<typeof exchangeTokenRoute>,
): Promise<Reply<typeof exchangeTokenRoute>> {
  const { body, request } = call;
  const ctx = await getWebContext();
  const publicUrl = ctx.settings.LATCHKEY_PUBLIC_URL;
  assertOwnHost(request, publicUrl);
  for (const path of ["audience", "resource"] as const) assertOurs(body[path], { path, publicUrl });
  const { secret, scopes, expiresInSeconds } = await exchangeToken(ctx, {
    subjectToken: body.subject_token,
    scopes: body.scope?.split(" ") ?? null,
    serviceAccount: body.service_account ?? null,
    trustRule: body.trust_rule ?? null,
  });
  const text = secret.use((bytes) => bytes.toString("ascii"));
  secret.wipe();
  return {
    document: {
      access_token: text,
      issued_token_type: accessTokenType,
      token_type: "Bearer",
      expires_in: expiresInSeconds,
      scope: scopes.join(" "),
    },
  };
}

/** A token is made for this place and for no other one. */
function assertOurs(
  targets: string | readonly string[] | undefined,
  { path, publicUrl }: { readonly path: string; readonly publicUrl: string },
): void {
  if ([targets ?? []].flat().every((target) => target.replace(/\/$/, "") === publicUrl.replace(/\/$/, ""))) return;
  throw invalidInput([{ in: "body", path: `/${path}`, message: `Tokens are given for ${publicUrl} alone.` }]);
}
