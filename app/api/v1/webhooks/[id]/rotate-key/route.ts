import { rotateWebhookKeyRoute } from "#domain/contracts/routes/rotate-webhook-key.ts";
import { answerRotateWebhookKey } from "#server/http/answer-rotate-webhook-key.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(rotateWebhookKeyRoute, answerRotateWebhookKey),
);
