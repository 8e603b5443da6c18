import { createTrustRuleRoute } from "#domain/contracts/routes/create-trust-rule.ts";
import { listTrustRulesRoute } from "#domain/contracts/routes/list-trust-rules.ts";
import { answerCreateTrustRule } from "#server/http/answer-create-trust-rule.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listTrustRules } from "#server/trust-rules/list-trust-rules.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listTrustRulesRoute, async ({ ctx, actor, query }) => ({
    document: await listTrustRules(ctx, actor, query),
  })),
  defineRoute(createTrustRuleRoute, answerCreateTrustRule),
);
