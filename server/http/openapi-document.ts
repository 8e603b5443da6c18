import { routes } from "#domain/contracts/routes/routes.ts";
import { scopes, type RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { openapiOperation } from "#server/http/openapi-operation.ts";
import { componentSchemas } from "#server/http/openapi-schemas.ts";
import { tagDescriptions } from "#server/http/openapi-tags.ts";
import { openapiWebhooks } from "#server/http/openapi-webhooks.ts";

/** Origins that the document names. */
export interface Origins {
  readonly publicUrl: string;
  readonly revealUrl: string;
}

const prefixes = { api: "/api/v1", web: "", reveal: "" } as const satisfies Record<RouteContract["base"], string>;

/** Gives the public contract as an OpenAPI 3.1 document, made from the same data that the handlers are made from. */
export function openapiDocument(origins: Origins): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: {
      title: "Latchkey",
      version: "1.0.0",
      summary: "From a pre-approved template to credentials that are revealed once.",
      description:
        "Every failure is a problem document (RFC 9457) with a stable `code`. Every answer carries `X-Request-Id`, " +
        "taken over from the call where it is 8 to 128 plain characters.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: `${origins.publicUrl}/api/v1` }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name, description: tagDescriptions[name] })),
    paths: pathsOf(origins),
    webhooks: openapiWebhooks(),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description:
            `A JWT access token of the configured issuer (RFC 9068) whose audience holds ${origins.publicUrl}, ` +
            `or a token of a service account (\`latchkey_sa_…\`), which never approves and never reveals. ` +
            `Scopes: all, ${scopes.join(", ")}.`,
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "next-auth.session-token",
          description: "The browser's session; calls that change something must come from a page of this origin.",
        },
      },
    },
  };
}

function pathsOf({ publicUrl, revealUrl }: Origins): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const origin = route.base === "reveal" ? revealUrl : publicUrl;
    const item = (paths[route.path] ??=
      route.base === "api" ? {} : { servers: [{ url: origin + prefixes[route.base] }] });
    item[route.method.toLowerCase()] = openapiOperation(route);
  }
  return paths;
}
