import { resumeBackendRoute } from "#domain/contracts/routes/resume-backend.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { resumeBackend } from "#server/operations/pause-backend.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(resumeBackendRoute, async ({ ctx, actor, params, body }) => ({
    document: await resumeBackend(ctx, actor, { ...params, ...body }),
  })),
);
