import { recordConnections } from "#server/catalog/record-connections.ts";
import type { ServerContext } from "#server/context.ts";

const intervalMs = 3000;

/**
 * Records which back ends are connected, once before it returns and then every few seconds: a secret that is put in
 * place connects its back end without a restart.
 */
export async function startConnections(ctx: ServerContext, signal: AbortSignal): Promise<void> {
  const look = async () => {
    await recordConnections(ctx).catch((error: unknown) => {
      ctx.log.warn({ err: error }, "the connections of the back ends could not be recorded");
    });
    if (!signal.aborted) setTimeout(() => void look(), intervalMs);
  };
  await look();
}
