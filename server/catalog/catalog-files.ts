import { z } from "zod";
import { platformRoles } from "#domain/access/actor.ts";
import { isApproverGroup } from "#domain/approvals/approver-groups.ts";
import { classifications } from "#domain/catalog/classification.ts";
import { deliveryKinds } from "#domain/catalog/delivery-kinds.ts";
import { slugSchema } from "#domain/catalog/slug.ts";
import { approvalStageSchema } from "#domain/contracts/decision.ts";

const hours = z.number().int().min(1).max(87_600);
const text = z.string().trim().min(1).max(300);
const claim = z.string().trim().min(1).max(200);

const approverGroup = z.string().refine(isApproverGroup, {
  error: (issue) =>
    `"${String(issue.input)}" is no approver group: use platform, security, admin, team-leads or group:<claim>`,
});

const stage = z.strictObject({
  groups: z.array(approverGroup).min(1, "name at least one group: an empty list means that nobody can approve").max(20),
  quorum: approvalStageSchema.shape.quorum.max(10).default(1),
  deadlineHours: approvalStageSchema.shape.deadlineHours.max(2160).default(72),
});

/** Spelled out, so that a forgotten key never means that nobody is asked. */
const approval = z.union([z.literal("none").transform(() => null), z.array(stage).min(1).max(5)], {
  error: 'say "none", or list the stages',
});

const handling = z.strictObject({
  lifetimeHoursMax: hours.nullable().default(null),
  approval: approval.default(null),
});

const environment = z.strictObject({
  id: slugSchema,
  title: text,
  summary: text,
  lifetimeHoursMax: hours,
  sizeMax: slugSchema,
  deliveries: z.array(z.enum(deliveryKinds)),
  claimWindowHours: z.number().int().min(1).max(720),
  approval,
  classifications: z.partialRecord(z.enum(classifications), handling),
});

/** `environments.yaml` */
export const environmentsFileSchema = z.strictObject({
  sizeScale: z.array(slugSchema).min(1).max(20),
  reservedNames: z.array(z.string().min(1).max(64)).max(200),
  onEvaluatorError: stage,
  environments: z.array(environment).min(1).max(50),
});

/** `teams.yaml` */
export const teamsFileSchema = z.strictObject({
  teams: z
    .array(z.strictObject({ id: slugSchema, name: text, group: claim, leadGroup: claim.nullable().default(null) }))
    .min(1)
    .max(2000),
  platformRoles: z.record(z.enum(platformRoles), z.array(claim)),
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
        settings: z.record(z.string().max(64), z.unknown()).default({}),
      }),
    )
    .max(500),
});
