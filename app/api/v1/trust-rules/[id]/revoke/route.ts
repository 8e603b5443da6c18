import { revokeTrustRuleRoute } from "#domain/contracts/routes/revoke-trust-rule.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { revokeTrustRule } from "#server/trust-rules/revoke-trust-rule.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(revokeTrustRuleRoute, async ({ ctx, actor, params }) => ({
    document: await revokeTrustRule(ctx, actor, params),
  })),
);
