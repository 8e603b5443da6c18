import { encodeBinding, payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import type { KeyOwner } from "./device-key-store.ts";
import type { DeviceGrant } from "./page-state.ts";

/**
 * Gives what a credential that was sealed to a device must be bound to: this grant as the page shows it, the person who
 * signed in here, and that device. One that was made for anything else does not open.
 */
export function deviceAad(grant: DeviceGrant, { issuer, subject }: KeyOwner): Uint8Array<ArrayBuffer> {
  const binding = {
    grantId: grant.id,
    resourceId: grant.resource.id,
    generation: grant.generation,
    recipient: { issuer, subject },
    expiresAt: new Date(grant.expiresAt),
    classification: grant.classification,
  };
  return encodeBinding(binding, { alg: payloadAlgorithms.device, keyId: grant.device.id });
}
