import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Provider, type JWKS } from "oidc-provider";
import { issuerConfiguration } from "#scripts/embedded/idp/issuer-configuration.ts";
import { answerInteraction } from "#scripts/embedded/idp/answer-interaction.ts";
import { serveFont } from "#scripts/embedded/idp/serve-font.ts";
import { fontPath } from "#scripts/embedded/idp/page.ts";
import type { Logger } from "#server/adapters/log/log.ts";
import { embeddedIssuer } from "#server/identity/oidc-issuer.ts";
import type { Settings } from "#server/settings.ts";

/** A running issuer. */
export interface RunningIssuer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts embedded mode's OpenID Connect issuer on 127.0.0.1 and `IDP_PORT`.
 *
 * Calls for another Host are refused, so that no name that an attacker points at loopback reaches it.
 * @throws settings_invalid when a client secret is missing; EADDRINUSE when the port is taken
 */
export async function startIssuer(settings: Settings, jwks: JWKS, log: Logger): Promise<RunningIssuer> {
  const url = embeddedIssuer(settings);
  const provider = new Provider(url, issuerConfiguration(settings, jwks));
  provider.on("server_error", (_ctx, error) => log.error({ err: error }, "the issuer could not answer"));
  const server = createServer((request, response) => {
    route(provider, request, response).catch((error: unknown) => {
      log.error({ err: error }, "the issuer could not answer");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.listen(settings.IDP_PORT, "127.0.0.1");
  await once(server, "listening");
  return {
    url,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function route(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers.host !== new URL(provider.issuer).host) {
    return answerText(response, 421, "This issuer answers under its own address only.");
  }
  const path = new URL(request.url ?? "/", provider.issuer).pathname;
  if (path === "/healthz") return answerText(response, 200, "ok");
  if (path === fontPath) return serveFont(response);
  if (path.startsWith("/interaction/")) return answerInteraction(provider, request, response);
  await provider.callback()(request, response);
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
  response.end(`${text}\n`);
}
