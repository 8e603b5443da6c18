import { z } from "zod";
import { personSchema } from "#domain/contracts/request.ts";
import { workloadSchema } from "#domain/contracts/workload.ts";
import { leaseBounds } from "#domain/leases/lease-limits.ts";

/**
 * The life of a lease: it waits for its login, works, is given back or runs out, and has ended when the back end proved
 * that its login lets nobody in. `failed` never had a login that works.
 */
export const leaseStates = ["waiting", "active", "released", "expired", "ended", "failed"] as const;
export type LeaseState = (typeof leaseStates)[number];

const ttlSeconds = z.number().int().min(leaseBounds.ttlSecondsMin).max(leaseBounds.ttlSecondsMax);

/** Body of `POST /resources/{id}/leases`. */
export const leaseBodySchema = z.strictObject({
  publicKey: z.string().max(200).meta({
    description:
      "base64url of the 65 bytes of an uncompressed P-256 point (SEC1): a key pair made for this lease alone.",
  }),
  ttlSeconds: ttlSeconds.meta({ description: "For how long it lets in, counted from when its login is made." }),
  purpose: z.string().trim().min(1).max(200).optional().meta({
    description: "What it is for, e.g. the job's name; everybody who may see the resource reads it.",
  }),
  onBehalfOf: z.string().max(320).optional().meta({
    description: "E-mail address of the member of its team that a service account works for.",
  }),
});
export type LeaseBody = z.infer<typeof leaseBodySchema>;

/** Body of `POST /leases/{id}/renew`. */
export const renewBodySchema = z.strictObject({
  ttlSeconds: ttlSeconds.meta({ description: "For how long it lets in from now; never beyond `renewableUntil`." }),
});

/** One lease; `enc` and `ciphertext` are there for whoever asked for it, while it is active. */
export const leaseSchema = z.object({
  leaseId: z.string(),
  state: z.enum(leaseStates),
  resourceId: z.string(),
  by: personSchema,
  onBehalfOf: personSchema.nullable(),
  workload: workloadSchema.nullable().meta({ description: "Which workload asked; null: none did." }),
  purpose: z.string().nullable(),
  generation: z.number().int().nullable(),
  enc: z.string().nullable().meta({ description: "base64url of the encapsulated key." }),
  ciphertext: z.string().nullable().meta({
    description:
      "base64url; HPKE (RFC 9180) to the key of the call, `info` = `latchkey/lease/v1\\0` and the lease's id, `aad` = `leaseId`, `resourceId`, `generation`, `by.id` and `sealedUntil`, each as its length in four bytes, big-endian, and its UTF-8 bytes. The plaintext is UTF-8 JSON with `fields`.",
  }),
  sealedUntil: z.iso.datetime().nullable().meta({ description: "Its first end: what the ciphertext is bound to." }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().meta({ description: "Null until its login is made." }),
  renewableUntil: z.iso.datetime().nullable().meta({ description: "What no renewal goes beyond." }),
  renewals: z.number().int(),
  endedAt: z.iso.datetime().nullable().meta({ description: "When the back end proved that it lets nobody in." }),
  reason: z.string().nullable().meta({ description: "Why it is over, or was never made." }),
  can: z
    .object({ renew: z.boolean(), release: z.boolean() })
    .meta({ description: "What the caller can do with it now." }),
});
export type LeaseView = z.infer<typeof leaseSchema>;

/** Filters of the list: open ones only, or all. */
export const leaseListQuerySchema = z.strictObject({
  open: z.enum(["true", "false"]).optional().meta({ description: "`true`: only those that let somebody in, or may." }),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type LeaseListQuery = z.infer<typeof leaseListQuerySchema>;

/** One page, the newest first. */
export const leaseListSchema = z.object({ items: z.array(leaseSchema), nextCursor: z.string().nullable() });
