import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { auditPaths } from "#server/audit/audit-paths.ts";
import { readVerifiers } from "#server/audit/read-verifiers.ts";
import { tendCheckpoints } from "#server/audit/tend-checkpoints.ts";
import type { ServerContext } from "#server/context.ts";
import type { Loop } from "#workers/on-shutdown.ts";

const intervalMs = 5000;

/**
 * Seals the audit record and holds it against its anchor: once before it returns, then every five seconds.
 *
 * @throws settings_invalid for a key that others can read or that is damaged
 */
export async function startAuditSealer(ctx: ServerContext, signal: AbortSignal): Promise<Loop> {
  const paths = auditPaths(ctx.settings.LATCHKEY_HOME);
  const signer = await openSigner(paths.signingKey);
  const verifiers = [...(await readVerifiers(paths.verifiers)), ...(signer === null ? [] : [signer.verifier])];
  if (signer === null) ctx.log.warn({ path: paths.signingKey }, "no audit key: this worker seals nothing");
  if (verifiers.length === 0) return { idle: () => Promise.resolve() };
  const tend = tendCheckpoints({ ctx, paths, signer, verifiers, now: () => performance.now() });
  let turn = Promise.resolve();
  const loop = async () => {
    if (signal.aborted) return;
    turn = tend().catch((error: unknown) => ctx.log.warn({ err: error }, "the audit record was not tended"));
    await turn;
    if (!signal.aborted) setTimeout(() => void loop(), intervalMs);
  };
  await loop();
  return { idle: () => turn };
}
