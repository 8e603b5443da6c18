import { z } from "zod";
import { platformRoles } from "#domain/access/actor.ts";
import { classifications } from "#domain/catalog/classification.ts";
import { deliveryKinds } from "#domain/catalog/delivery-kinds.ts";
import { slugSchema } from "#domain/catalog/slug.ts";
import { personAttributes, sealingModes } from "#domain/contracts/decision.ts";
import { readDnsName } from "#domain/dns/read-dns-name.ts";
import { leaseRuleSchema } from "#domain/leases/lease-limits.ts";
import { approverGroup, loneStage, stages } from "#server/catalog/stage-schema.ts";

const hours = z.number().int().min(1).max(87_600);
const text = z.string().trim().min(1).max(300);
const claim = z.string().trim().min(1).max(200);

/** In the form that names are compared in; a zone of one label, such as a top-level domain, is nobody's. */
const zone = z.string().superRefine((value, ctx) => {
  const reading = readDnsName(value);
  if (!reading.ok) ctx.addIssue(`${JSON.stringify(value.slice(0, 100))} ${reading.reason}`);
  else if (reading.isWildcard) ctx.addIssue("a zone is no wildcard: it covers all below it");
  else if (reading.name !== value) ctx.addIssue(`write the zone as ${reading.name}`);
});

/** Spelled out, so that a forgotten key never means that nobody is asked. */
const approval = z.unknown().transform((value, ctx) => {
  if (value === "none") return null;
  if (!Array.isArray(value)) {
    ctx.addIssue('say "none", or list the stages');
    return z.NEVER;
  }
  const parsed = stages.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  ctx.issues.push(...(parsed.error.issues as z.core.$ZodRawIssue[]));
  return z.NEVER;
});

const regions = z.array(slugSchema).min(1).max(50);
const deliveries = z.array(z.enum(deliveryKinds));

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const freezeWindow = z
  .strictObject({ id: slugSchema, title: text, from: instant, until: instant, approval: stages })
  .refine(({ from, until }) => from < until, { path: ["until"], error: "it ends before it begins" });

const environment = z.strictObject({
  id: slugSchema,
  title: text,
  summary: text,
  lifetimeHoursMax: hours,
  sizeMax: slugSchema,
  deliveries,
  claimWindowHours: z.number().int().min(1).max(720),
  approval,
  regions: regions.nullable().default(null),
  classifications: z.array(z.enum(classifications)).max(classifications.length),
  freezeWindows: z.array(freezeWindow).max(100).default([]),
  approveMaxAgeMinutes: z.number().int().min(1).max(1440).nullable().default(null),
  extendApproval: stages.default([{ groups: ["team-leads", "platform"], quorum: 1, deadlineHours: 72 }]),
  destroyApproval: approval.optional().transform((value) => value ?? null),
});

/** `environments.yaml` */
export const environmentsFileSchema = z.strictObject({
  sizeScale: z.array(slugSchema).min(1).max(20),
  reservedNames: z.array(z.string().min(1).max(64)).max(200),
  onEvaluatorError: loneStage,
  onWildcardName: loneStage.optional(),
  environments: z.array(environment).min(1).max(50),
});

/** `teams.yaml` */
export const teamsFileSchema = z.strictObject({
  teams: z
    .array(
      z.strictObject({
        id: slugSchema,
        name: text,
        group: claim,
        leadGroup: claim.nullable().default(null),
        zones: z.array(zone).max(100).default([]),
      }),
    )
    .min(1)
    .max(2000),
  platformRoles: z.record(z.enum(platformRoles), z.array(claim)),
  personAttributes: z.record(z.enum(personAttributes), z.array(claim)),
});

/** `backends.yaml` */
export const backendsFileSchema = z.strictObject({
  backends: z
    .array(
      z.strictObject({
        name: slugSchema,
        type: slugSchema,
        environments: z.array(slugSchema).min(1),
        regions: z.array(slugSchema).min(1),
        adminSecretFile: z.string().min(1).max(500),
        connect: text.nullable().default(null),
        exclusive: z.boolean().optional(),
        settings: z.record(z.string().max(64), z.unknown()).default({}),
      }),
    )
    .max(500),
});

/** A list that means everybody is spelled out too. */
const approverGroups = z.union([z.literal("any").transform(() => null), z.array(approverGroup).min(1).max(20)], {
  error: 'say "any", or list the groups that may approve',
});

/** `classifications.yaml`: the handling table. */
export const classificationsFileSchema = z.strictObject({
  classifications: z
    .array(
      z.strictObject({
        id: z.enum(classifications),
        title: text,
        summary: text,
        mayApprove: approverGroups,
        sealing: z.enum(sealingModes),
        deliveries,
        revealMaxAgeMinutes: z.number().int().min(1).max(1440).nullable(),
        shownSeconds: z.number().int().min(5).max(600),
        rotationDays: z.number().int().min(1).max(3650).nullable(),
        retentionDays: z.number().int().min(1).max(36_500),
        restoreHoursMax: z.number().int().min(0).max(8760),
        drainHours: z.number().int().min(0).max(168).optional(),
        leases: leaseRuleSchema.optional(),
      }),
    )
    .min(1)
    .max(classifications.length),
});

const cellFields = {
  lifetimeHoursMax: hours.nullable().default(null),
  deliveries: deliveries.nullable().default(null),
  regions: regions.nullable().default(null),
  decideInChat: z.boolean().default(false),
};

const cell = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("auto"), ...cellFields }).transform((value) => ({ ...value, approval: [] })),
  z.strictObject({ outcome: z.literal("needs_approval"), approval: stages, ...cellFields }),
]);

/** `matrices/*.yaml` */
export const matrixFileSchema = z.strictObject({
  id: slugSchema,
  title: text,
  templates: z.array(slugSchema).min(1).max(200),
  cells: z.record(slugSchema, z.partialRecord(z.enum(classifications), cell)),
});

const scopePart = slugSchema.nullable().default(null);

/** `quotas.yaml`: the rate card, and what may be held at a time. */
export const quotasFileSchema = z.strictObject({
  rates: z.strictObject({
    currency: z.string().regex(/^[A-Z]{3}$/, "use an ISO 4217 code"),
    factors: z.record(slugSchema, z.number().min(0).max(1000)).default({}),
  }),
  quotas: z
    .array(
      z.strictObject({
        id: slugSchema,
        team: scopePart,
        environment: scopePart,
        template: scopePart,
        measure: z.enum(["count", "units", "monthlyCost"]),
        limit: z.number().min(0).max(1e9),
        raise: z.strictObject({ limit: z.number().min(0).max(1e9), approval: stages }).optional(),
      }),
    )
    .max(1000),
});

const address = z
  .string()
  .trim()
  .max(320)
  .regex(/^[^\s@,<>"]+@[A-Za-z0-9.-]+$/, "name each person by one e-mail address")
  .toLowerCase();

/** `break-glass.yaml`: who may have emergency access. An empty file names nobody. */
export const breakGlassFileSchema = z.preprocess(
  (value) => value ?? {},
  z.strictObject({
    people: z.array(address).max(200).default([]),
    hoursMax: z.number().positive().max(1, "an emergency lasts for an hour at most").default(1),
    persons: z.union([z.literal(1), z.literal(2)], { error: "say 1 or 2" }).default(2),
    reviewHours: z.number().int().min(1).max(168).default(24),
  }),
);

/** `attachments.yaml`: where packs hold. */
export const attachmentsFileSchema = z.strictObject({
  attachments: z
    .array(
      z.strictObject({
        pack: slugSchema,
        teams: z.array(slugSchema).max(2000).default([]),
        templates: z.array(slugSchema).max(1000).default([]),
        environments: z.array(slugSchema).max(50).default([]),
      }),
    )
    .max(1000),
});
