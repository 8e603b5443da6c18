import { showTrustRuleRoute } from "#domain/contracts/routes/show-trust-rule.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { showTrustRule } from "#server/trust-rules/show-trust-rule.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showTrustRuleRoute, async ({ ctx, actor, params }) => ({
    document: await showTrustRule(ctx, actor, params.id),
  })),
);
