import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { isLoopbackUrl } from "#server/identity/oidc-issuer.ts";
import type { Settings } from "#server/settings.ts";
import { createApp } from "#reveal/create-app.ts";
import { endRefetches } from "#reveal/end-refetches.ts";
import { readPageAssets } from "#reveal/page-assets.ts";
import { openRevealContext } from "#reveal/reveal-context.ts";

const sweepMs = 10_000;

/** A running reveal process. */
export interface RunningReveal {
  readonly port: number;
  /** Finishes what is under way, takes nothing new, and closes every connection. */
  close(): Promise<void>;
}

/**
 * Starts the reveal service on `REVEAL_PORT`, on loopback alone while its URL is a loopback one.
 *
 * @throws settings_invalid, catalog_invalid, kek_unavailable with one sentence; EADDRINUSE
 */
export async function startReveal(settings: Settings): Promise<RunningReveal> {
  const assets = await readPageAssets();
  const ctx = await openRevealContext(settings);
  const app = createApp(ctx, assets);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  server.keepAliveTimeout = 5_000;
  const host = isLoopbackUrl(settings.LATCHKEY_REVEAL_URL) ? "127.0.0.1" : undefined;
  try {
    await listen(server, settings.REVEAL_PORT, host);
  } catch (error) {
    await ctx.close();
    throw error;
  }
  const sweep = () => ctx.afterwards.run("old ciphertexts stay for another turn", () => endRefetches(ctx.store));
  const sweeping = setInterval(sweep, sweepMs);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      clearInterval(sweeping);
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      await ctx.close();
    },
  };
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => resolve());
  });
}
