import { testTrustRuleRoute } from "#domain/contracts/routes/test-trust-rule.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { testTrustRule } from "#server/trust-rules/test-trust-rule.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(testTrustRuleRoute, async ({ ctx, actor, body }) => ({
    document: await testTrustRule(ctx, actor, body),
  })),
);
