import { z } from "zod";
import { classifications } from "#domain/catalog/classification.ts";
import { deliveryKinds } from "#domain/catalog/delivery-kinds.ts";
import { parameterPropertySchema } from "#domain/catalog/parameter-property.ts";
import { slugSchema } from "#domain/catalog/slug.ts";
import { leaseRuleSchema } from "#domain/leases/lease-limits.ts";

const hours = z.number().int().min(1).max(87_600);

const sizeSchema = z.strictObject({
  id: slugSchema,
  title: z.string().trim().min(1).max(80),
  summary: z.string().trim().min(1).max(300),
  monthlyCost: z
    .strictObject({
      amount: z.number().min(0),
      currency: z.string().regex(/^[A-Z]{3}$/, "use an ISO 4217 code"),
    })
    .nullable()
    .default(null),
  /** The resource type's parameters. */
  spec: z.record(z.string().max(64), z.unknown()),
});

/** A template as its file says it and as its versions are stored, every default filled in. */
export const templateDocumentSchema = z.strictObject({
  id: slugSchema,
  /** Where the catalog page lists it: smallest first, then by id. */
  position: z.number().int().min(0).default(1000),
  title: z.string().trim().min(1).max(80),
  summary: z.string().trim().min(1).max(300),
  resourceType: slugSchema,
  maintainers: z.array(z.string().trim().min(1).max(200)).min(1).max(20),
  docs: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** Smallest first. The first is the default unless `defaultSize` names another. */
  sizes: z.array(sizeSchema).max(20).default([]),
  defaultSize: slugSchema.optional(),
  /** Further parameters beside the size, each a JSON Schema. */
  parameters: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), parameterPropertySchema).default({}),
  requiredParameters: z.array(z.string()).max(50).default([]),
  environments: z.array(slugSchema).min(1).max(50),
  classifications: z.array(z.enum(classifications)).min(1),
  deliveries: z.array(z.enum(deliveryKinds)).min(1),
  lifetimeHours: z.strictObject({
    default: hours,
    max: hours,
    maxByEnvironment: z.record(slugSchema, hours).default({}),
  }),
  claimWindowHours: z.number().int().min(1).max(720).default(72),
  restoreWindowHours: z.number().int().min(0).max(8760).default(168),
  quotaPerTeam: z.number().int().min(0).max(100_000).default(100),
  /** Limits of leases; left out: the usual ones. No default here, which would change what older versions are. */
  leases: leaseRuleSchema.optional(),
  /** Credentials beside the owner's, each delivered as a grant of its own; left out: none. */
  access: z
    .array(z.enum(["read-only"]))
    .max(1)
    .optional(),
});
export type TemplateDocument = z.infer<typeof templateDocumentSchema>;
