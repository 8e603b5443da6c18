import type { CredentialLayout } from "#domain/credentials/credential-layout.ts";
import type { SealedPayload } from "#domain/credentials/payload-binding.ts";
import type { SealableFields } from "#server/adapters/crypto/sealing/encode-credential.ts";

/** What is sealed: the fields, and how they are shown. */
export interface SealableCredential {
  readonly fields: SealableFields;
  readonly layout: CredentialLayout;
}

/** A device's key. */
export interface SealingTarget {
  readonly id: string;
  /** 65 bytes, an uncompressed P-256 point (SEC1). */
  readonly publicKey: Uint8Array;
}

/** What is stored: a payload, and of one for a device what its acknowledgement is compared with. */
export interface ClosedPayload extends SealedPayload {
  readonly ackHash: Buffer | null;
}
