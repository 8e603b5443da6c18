import { join } from "node:path";
import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";
import { vaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import type { Settings } from "#server/settings.ts";

/**
 * Opens what closes credentials: for their recipients, and for the keys of leases.
 *
 * @throws kek_unavailable with one sentence, when nothing could be sealed, or when this process could open it
 */
export async function openSealer(settings: Settings): Promise<Pick<RunServices, "seal" | "sealLease">> {
  const sealer = createSealer(join(settings.LATCHKEY_HOME, "kek"), vaultAccess(settings, "worker"));
  await sealer.health();
  // In embedded mode, where the supervisor talks to its processes, all of them share one home and one user.
  const standsAlone = process.send === undefined;
  if (standsAlone && process.env.NODE_ENV === "production") await sealer.assertCannotOpen();
  return {
    seal: (fields, layout, { id: grantId, recipientIssuer: issuer, recipientSubject: subject, device, ...bound }) =>
      sealer.seal({ fields, layout }, { ...bound, grantId, recipient: { issuer, subject } }, device),
    sealLease: (fields, layout, { publicKey, binding }) => sealer.sealLease({ fields, layout }, publicKey, binding),
  };
}
