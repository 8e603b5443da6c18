import { acceptOfferRoute } from "#domain/contracts/routes/accept-offer.ts";
import { acceptOffer } from "#server/approvals/accept-offer.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(acceptOfferRoute, async ({ ctx, actor, params, body }) => ({
    document: await acceptOffer(ctx, actor, { ...body, id: params.id }),
  })),
);
