import { z } from "zod";
import { handlingSchema } from "#domain/contracts/decision.ts";
import { grantStates } from "#domain/contracts/grant.ts";
import { accesses } from "#domain/provisioning/resource-type.ts";

const time = z.string().transform((text) => new Date(text));
const bytes = z.string().transform((base64) => Buffer.from(base64, "base64"));
const person = z.object({ name: z.string(), email: z.string().nullable() });

/** A grant as `reveal_api.grant_for_page` gives it: to its recipient, or its recipient's name to who sees the request. */
export const grantRecordSchema = z.discriminatedUnion("access", [
  z.object({ access: z.literal("visible"), recipient: z.object({ name: z.string() }) }),
  z.object({
    access: z.literal("recipient"),
    id: z.string(),
    state: z.enum(grantStates),
    generation: z.number().int(),
    /** What it is good for. */
    goodFor: z.enum(accesses),
    classification: z.string(),
    environment: z.string(),
    expiresAt: time,
    revealedAt: time.nullable(),
    /** When the recipient said that it was not them. */
    notMeAt: time.nullable(),
    /** When the back end proved that this generation lets nobody in any more. */
    endedAt: time.nullable(),
    /** Of emergency access, when it ends; null: an ordinary credential. */
    emergencyUntil: time.nullable(),
    /** Null once the payload is gone. */
    keyId: z.string().nullable(),
    /** Whose key the payload was sealed straight to; null: to this process's, or it is gone. */
    device: z.object({ id: z.string(), name: z.string(), publicKey: bytes, removed: z.boolean() }).nullable(),
    recipient: person.extend({ id: z.string(), groups: z.array(z.string()) }),
    resource: z.object({ id: z.string(), name: z.string(), type: z.string(), team: z.string(), state: z.string() }),
    request: z.object({
      id: z.string(),
      purpose: z.string(),
      createdAt: time,
      lifetimeHours: z.number().int(),
      template: z.string(),
      templateId: z.string(),
      /** What was decided for it; null: a decision of before there was a handling table. */
      handling: handlingSchema.pick({ attributes: true, revealMaxAgeSeconds: true }).nullable(),
      requester: person,
    }),
  }),
]);

export type GrantRecord = z.output<typeof grantRecordSchema>;
/** A grant as its recipient may see it. */
export type OwnGrant = Extract<GrantRecord, { access: "recipient" }>;
