import type { CredentialLayout } from "#domain/credentials/credential-layout.ts";
import type { LeaseBinding } from "#domain/leases/lease-binding.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { CredentialFields, ResourceType } from "#domain/provisioning/resource-type.ts";
import type { ServerContext } from "#server/context.ts";

/** A device key that was proven to be the recipient's. */
export interface SealingDevice {
  readonly id: string;
  /** 65 bytes, an uncompressed P-256 point (SEC1). */
  readonly publicKey: Uint8Array;
}

/** What binds a sealed payload to its grant: every value is authenticated with the ciphertext. */
export interface SealedGrant {
  readonly id: string;
  readonly resourceId: string;
  readonly generation: number;
  readonly recipientIssuer: string;
  readonly recipientSubject: string;
  readonly expiresAt: Date;
  readonly classification: string;
  /** Whom it is sealed straight to; null: to the key of the reveal process. */
  readonly device: SealingDevice | null;
}

/** The columns of one sealed payload. */
export interface SealedColumns {
  readonly version: number;
  readonly alg: string;
  readonly keyId: string;
  readonly wrappedDek: Uint8Array;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
  /** SHA-256 of the acknowledgement, where the worker's sealing made it possible; else reveal's does. */
  readonly ackHash: Uint8Array | null;
}

/** The person whose device is looked for. */
export interface DeviceOwner {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
}

/** Seals a credential for one grant and wipes every plaintext buffer it made. */
export type Seal = (fields: CredentialFields, layout: CredentialLayout, grant: SealedGrant) => Promise<SealedColumns>;

/** What a lease's credential is sealed to, and bound to. */
export interface LeaseTarget {
  /** 65 bytes, an uncompressed P-256 point (SEC1). */
  readonly publicKey: Uint8Array;
  readonly binding: LeaseBinding;
}

/** Seals the credential of a lease to its caller's key and wipes every plaintext buffer it made. */
export type SealLease = (
  fields: CredentialFields,
  layout: CredentialLayout,
  target: LeaseTarget,
) => Promise<{ readonly enc: Uint8Array; readonly ciphertext: Uint8Array }>;

/** What the engine of runs needs beside the context; the worker process puts it together. */
export interface RunServices {
  readonly ctx: ServerContext;
  readonly seal: Seal;
  readonly sealLease: SealLease;
  /** The device that a person's next credential is sealed to, its enrolment verified; null where there is none. */
  readonly findDevice: (owner: DeviceOwner) => Promise<SealingDevice | null>;
  readonly resourceType: (id: string) => ResourceType | undefined;
  /** Aborts at drain: what is under way stops, its step is taken up again by lease. */
  readonly drain: AbortSignal;
}

/** Gives a resource type by its id. @throws unknown_reference when its folder is gone */
export function requireType(services: RunServices, id: string): ResourceType {
  const type = services.resourceType(id);
  if (type === undefined) throw new AppError("unknown_reference", `There is no resource type ${id} any more.`);
  return type;
}
