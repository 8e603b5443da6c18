import { z } from "zod";

/** Why a certificate was revoked, as a list of revocations says it (RFC 5280, 5.3.1). */
export const reasons = { superseded: 4, cessationOfOperation: 5, keyCompromise: 1, unspecified: 0 } as const;
export type Reason = keyof typeof reasons;

const at = z.iso.datetime();
const schema = z.discriminatedUnion("type", [
  /** Names are bound to an owner; certificates are issued below. */
  z.strictObject({
    type: z.literal("enrolled"),
    name: z.string(),
    resourceId: z.string(),
    dnsNames: z.array(z.string()),
    at,
  }),
  z.strictObject({ type: z.literal("closed"), name: z.string(), at }),
  z.strictObject({
    type: z.literal("issued"),
    name: z.string(),
    /** Hex, of 20 octets. */
    serial: z.string(),
    /** What the caller names one order by: the same order never makes a second certificate. */
    order: z.string(),
    keyHash: z.string(),
    isProbe: z.boolean(),
    notBefore: at,
    notAfter: at,
    /** Id of the intermediate; absent in records from before there was a second one. */
    issuer: z.string().optional(),
    /** DER, base64. */
    certificate: z.string(),
  }),
  z.strictObject({
    type: z.literal("revoked"),
    serial: z.string(),
    reason: z.enum(["superseded", "cessationOfOperation", "keyCompromise", "unspecified"]),
    at,
  }),
  /** The number of a list of revocations, before that list is signed. */
  z.strictObject({ type: z.literal("list"), number: z.number().int() }),
]);

/** One line of the authority's journal. */
export type JournalRecord = z.output<typeof schema>;

/** @throws when the text is no record */
export function readRecord(text: string): JournalRecord {
  return schema.parse(JSON.parse(text));
}
