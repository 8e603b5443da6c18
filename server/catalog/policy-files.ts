import { z } from "zod";
import { platformRoles } from "#domain/access/actor.ts";
import { deliveryKinds } from "#domain/catalog/delivery-kinds.ts";
import { policyModes, type PolicyEffect } from "#domain/catalog/policy.ts";
import { slugSchema } from "#domain/catalog/slug.ts";
import { distinctFromKinds, personAttributes, remedySchema, traceEntrySchema } from "#domain/contracts/decision.ts";
import { compileCondition } from "#domain/policies/compile-condition.ts";
import { stages } from "#server/catalog/stage-schema.ts";

const text = z.string().trim().min(1).max(300);
const maintainers = z.array(z.string().trim().min(1).max(200)).min(1).max(20);
const ruleId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,40}(\.[a-z][a-z0-9_-]{1,60})?$/,
    "use lower-case letters, digits and hyphens, with one dot at most",
  );

const condition = z.string().transform((source, ctx) => {
  try {
    return compileCondition(source);
  } catch (error) {
    ctx.addIssue(`it is no condition: ${error instanceof Error ? error.message : String(error)}`);
    return z.NEVER;
  }
});

const cap = z
  .strictObject({
    lifetimeHours: z.number().int().min(1).max(87_600).optional(),
    monthlyCost: z.number().min(0).optional(),
    deliveries: z.array(z.enum(deliveryKinds)).optional(),
    regions: z.array(slugSchema).min(1).optional(),
    size: slugSchema.optional(),
  })
  .refine((value) => Object.keys(value).length > 0, "name at least one limit");

const requirement = z
  .strictObject({
    sealing: z.literal("strict").optional(),
    attributes: z.array(z.enum(personAttributes)).min(1).optional(),
    distinctFrom: z.array(z.enum(distinctFromKinds)).min(1).optional(),
    revealMaxAgeMinutes: z.number().int().min(1).max(1440).optional(),
    retentionDays: z.number().int().min(1).max(36_500).optional(),
    rotationDays: z.number().int().min(1).max(3650).optional(),
  })
  .refine((value) => Object.keys(value).length > 0, "name at least one demand");

const effect = z.union(
  [
    z.enum(["deny", "warn"]).transform((kind): PolicyEffect => ({ kind })),
    z
      .strictObject({ requireApproval: stages })
      .transform(({ requireApproval }): PolicyEffect => ({ kind: "approval", stages: requireApproval })),
    z.strictObject({ cap }).transform((value): PolicyEffect => ({ kind: "cap", ...value })),
    z.strictObject({ require: requirement }).transform((value): PolicyEffect => ({ kind: "require", ...value })),
  ],
  { error: "say deny, warn, or one of requireApproval, cap, require with what it needs" },
);

const example = z.strictObject({
  title: text,
  request: z.record(z.string().max(64), z.unknown()).default({}),
  requester: z
    .strictObject({
      kind: z.enum(["user", "service_account"]),
      teams: z.array(slugSchema),
      platformRoles: z.array(z.enum(platformRoles)),
      attributes: z.array(z.enum(personAttributes)),
    })
    .partial()
    .default({}),
  expect: z.enum([...traceEntrySchema.shape.result.options, "unmatched"]),
});

const ruleFields = {
  id: ruleId,
  title: text,
  controls: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  when: condition,
  // oxlint-disable-next-line unicorn/no-thenable -- the key that rules are written with; never a function
  then: effect,
  message: text,
  remedy: remedySchema.strict().nullable().default(null),
  examples: z.array(example).min(1, "give at least one example: it is the rule's test").max(50),
};

/** `policies/*.yaml`: one of the platform team's own rules. */
export const policyFileSchema = z.strictObject({
  ...ruleFields,
  owner: z.string().trim().min(1).max(200),
  maintainers,
  mode: z.enum(policyModes),
  rank: z.enum(["environment", "template", "team"]).default("environment"),
});

/** `packs/*.yaml` */
export const packFileSchema = z.strictObject({
  id: slugSchema,
  title: text,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "use three numbers, as 1.0.0"),
  summary: z.string().trim().min(1).max(1000),
  maintainers,
  sessionIdleMinutes: z.number().int().min(1).max(1440).nullable().default(null),
  // It can only tighten: two persons where the catalog says one.
  breakGlass: z
    .strictObject({ persons: z.literal(2, { error: "a pack can only ask for 2" }) })
    .nullable()
    .default(null),
  rules: z.array(z.strictObject(ruleFields)).max(200),
  controls: z
    .array(
      z.strictObject({
        id: z.string().trim().min(1).max(100),
        title: text,
        rules: z.array(ruleId).default([]),
        builtIn: z.array(text).default([]),
        evidence: slugSchema.nullable().default(null),
        gap: text.nullable().default(null),
      }),
    )
    .min(1)
    .max(500),
});
