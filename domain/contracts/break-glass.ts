import { z } from "zod";
import { confirmMinutesMax, emergencyMinutesMax } from "#domain/break-glass/emergency-limits.ts";
import { personSchema } from "#domain/contracts/request.ts";

/** The life of one use of emergency access. */
export const emergencyStates = ["waiting", "active", "ended", "lapsed"] as const;
export type EmergencyState = (typeof emergencyStates)[number];

/** What a review says. */
const reviewVerdicts = ["justified", "not_justified"] as const;

/** Body of `POST /resources/{id}/break-glass`. */
export const breakGlassBodySchema = z.strictObject({
  reason: z.string().trim().min(1).max(500).meta({ title: "Reason" }),
  incident: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:#/-]{0,63}$/, "Use 1 to 64 letters, digits and - _ . : # / only, as INC-1234.")
    .meta({ title: "Incident", description: "Its id in your incident system." }),
  ttlMinutes: z.number().int().min(1).max(emergencyMinutesMax).optional().meta({ title: "For", unit: "minutes" }),
});
export type BreakGlassBody = z.infer<typeof breakGlassBodySchema>;

/** Body of `POST /break-glass/{id}/review`. */
export const reviewBodySchema = z.strictObject({
  verdict: z.enum(reviewVerdicts).meta({ description: "Whether it was right to use it." }),
  comment: z.string().trim().min(1).max(1000).meta({ description: "Why: the record keeps it." }),
});
export type ReviewBody = z.infer<typeof reviewBodySchema>;

/** One use of emergency access, and its review. */
export const emergencySchema = z.object({
  id: z.string(),
  state: z.enum(emergencyStates),
  resource: z.object({
    id: z.string(),
    name: z.string(),
    team: z.string(),
    environment: z.string(),
    classification: z.string(),
  }),
  by: personSchema,
  reason: z.string(),
  incident: z.string(),
  ttlMinutes: z.number().int(),
  persons: z.number().int().meta({ description: "How many have to agree." }),
  askedAt: z.iso.datetime(),
  confirmBy: z.iso
    .datetime()
    .nullable()
    .meta({
      description: `Until when a second named person can confirm it, ${confirmMinutesMax} minutes after it was asked for; null where one person is enough.`,
    }),
  second: personSchema.nullable(),
  activatedAt: z.iso.datetime().nullable(),
  until: z.iso.datetime().nullable().meta({ description: "When its login ends; null before it is active." }),
  endedAt: z.iso.datetime().nullable().meta({ description: "When the back end proved that it lets nobody in." }),
  review: z
    .object({
      dueAt: z.iso.datetime(),
      overdue: z.boolean(),
      by: personSchema.nullable(),
      at: z.iso.datetime().nullable(),
      verdict: z.enum(reviewVerdicts).nullable(),
      comment: z.string().nullable(),
    })
    .nullable(),
  can: z
    .object({ confirm: z.boolean(), end: z.boolean(), review: z.boolean() })
    .meta({ description: "What the caller can do with it now." }),
});
export type EmergencyView = z.infer<typeof emergencySchema>;

/** Filters of the list. */
export const emergencyListQuerySchema = z.strictObject({
  state: z.enum(emergencyStates).optional(),
  resource: z.string().max(64).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type EmergencyListQuery = z.infer<typeof emergencyListQuerySchema>;

/** One page, the newest first. */
export const emergencyListSchema = z.object({ items: z.array(emergencySchema), nextCursor: z.string().nullable() });
