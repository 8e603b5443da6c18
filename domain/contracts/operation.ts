import { z } from "zod";
import { personSchema } from "#domain/contracts/request.ts";
import { runKinds } from "#domain/runs/run-kinds.ts";

const reason = z.string().trim().min(10).max(500).meta({ title: "Reason", description: "At least 10 characters." });

/** What can be an operation: a run, `request` for a request that waits to be built, `resource` for what is blocked and nothing runs on. */
export const operationKinds = ["request", "resource", ...runKinds] as const;

/** Something that is not over: what it is about, why it does not go on, when it is tried next, and what the caller can do. */
export const operationSchema = z.object({
  id: z.string().meta({ description: "Of the run, or of the request that waits to be built." }),
  kind: z.enum(operationKinds),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  requestId: z.string(),
  resourceId: z.string().nullable(),
  backend: z.string().nullable(),
  state: z.enum(["waiting", "running", "undoing"]),
  blockedReason: z.string().nullable(),
  detail: z.string().nullable().meta({ description: "What the block means, and who is needed." }),
  step: z
    .object({ name: z.string(), title: z.string(), attempts: z.number().int(), counted: z.number().int() })
    .nullable()
    .meta({ description: "The step that is next; `counted` leaves out attempts that count for nothing." }),
  lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
  since: z.iso.datetime(),
  nextAt: z.iso.datetime().nullable(),
  holder: z.enum(["none", "alive", "lost"]).meta({ description: "Whether a worker holds the step, and still lives." }),
  needsSomebody: z.boolean(),
  handover: z.object({ to: personSchema, by: personSchema, note: z.string(), at: z.iso.datetime() }).nullable(),
  closure: z
    .object({ id: z.string(), by: personSchema, reason: z.string(), at: z.iso.datetime(), until: z.iso.datetime() })
    .nullable()
    .meta({ description: "A proposal to close it without proof that waits for a second person." }),
  can: z
    .object({
      retry: z.string().nullable(),
      undo: z.string().nullable(),
      handOver: z.string().nullable(),
      propose: z.string().nullable(),
      confirm: z.string().nullable(),
    })
    .meta({ description: "Why the caller cannot; null: they can." }),
});
export type OperationView = z.infer<typeof operationSchema>;

/** Filters of the operations. */
export const operationListQuerySchema = z.strictObject({
  backend: z.string().max(100).optional(),
  kind: z.enum(operationKinds).optional().meta({
    description:
      "Only runs of this kind; `request`: what waits to be built; `resource`: what is blocked while nothing runs on it.",
  }),
  only: z.enum(["needs_somebody"]).optional().meta({ description: "`needs_somebody`: what does not go on by itself." }),
  q: z.string().max(100).optional().meta({ description: "Part of a name, a team or an id." }),
});
export type OperationListQuery = z.infer<typeof operationListQuerySchema>;

/** What is not over, what needs somebody first; at most 200. */
export const operationListSchema = z.object({ items: z.array(operationSchema), nextCursor: z.null() });
export type OperationList = z.infer<typeof operationListSchema>;

/** How a back end does. */
export const backendHealthSchema = z.object({
  name: z.string(),
  type: z.string(),
  environments: z.array(z.string()),
  connected: z.boolean(),
  outage: z
    .object({ since: z.iso.datetime(), message: z.string(), nextAt: z.iso.datetime().nullable() })
    .nullable()
    .meta({ description: "Since when it does not answer; null: it does." }),
  pause: z
    .object({ since: z.iso.datetime(), by: z.string().nullable(), reason: z.string() })
    .nullable()
    .meta({ description: "Since when nothing new is put on it; `by` null: by a failed check." }),
  canary: z
    .object({
      at: z.iso.datetime(),
      ok: z.boolean().nullable(),
      phases: z.array(z.object({ phase: z.string(), ms: z.number() })),
      code: z.string().nullable(),
      message: z.string().nullable(),
    })
    .nullable()
    .meta({ description: "The newest check by a synthetic build." }),
  canaryAt: z.iso.datetime().nullable(),
  waiting: z
    .number()
    .int()
    .meta({ description: "Runs on it that are not over, and requests that wait to be built there." }),
  can: z.object({ pause: z.string().nullable(), resume: z.string().nullable() }),
});
export type BackendHealthView = z.infer<typeof backendHealthSchema>;

/** Every back end of the catalog, in its order. */
export const backendHealthListSchema = z.object({ items: z.array(backendHealthSchema), nextCursor: z.null() });
export type BackendHealthList = z.infer<typeof backendHealthListSchema>;

/** Body of `POST /operations/{id}/hand-over`. */
export const handOverBodySchema = z.strictObject({
  to: z.email().max(200).meta({ title: "To", description: "E-mail of a person with a platform role." }),
  note: z.string().trim().min(1).max(500).meta({ title: "Note" }),
});
export type HandOverBody = z.infer<typeof handOverBodySchema>;

/** Body of `POST /operations/{id}/closure`. */
export const closureBodySchema = z.strictObject({ reason });
export type ClosureBody = z.infer<typeof closureBodySchema>;

/** Body of `POST /operations/{id}/closure/confirm`. */
export const confirmClosureBodySchema = z.strictObject({
  closure: z
    .string()
    .regex(/^clo_[0-9a-z]{1,40}$/)
    .meta({ description: "Id of the proposal as it was read: no other one is confirmed." }),
  reason,
});
export type ConfirmClosureBody = z.infer<typeof confirmClosureBodySchema>;

/** Body of `POST /operations/backends/{id}/pause` and `/resume`. */
export const pauseBodySchema = z.strictObject({ reason: z.string().trim().min(1).max(300).meta({ title: "Reason" }) });
export type PauseBody = z.infer<typeof pauseBodySchema>;
