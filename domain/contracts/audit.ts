import { z } from "zod";

/** A checkpoint of the audit record, as `GET /audit/checkpoints` gives it. */
const checkpointSchema = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  treeSize: z.number().int(),
  root: z.string().meta({ description: "Base64 of the Merkle tree's root (RFC 6962)." }),
  keyId: z.string(),
  note: z.string().meta({ description: "The signed note (C2SP tlog-checkpoint): the only part to be believed." }),
});
export type CheckpointView = z.infer<typeof checkpointSchema>;

/** Which page of checkpoints is asked for. */
export const checkpointListQuerySchema = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "Not a cursor of this list.")
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type CheckpointListQuery = z.infer<typeof checkpointListQuerySchema>;

/** One page of checkpoints, the newest first. */
export const checkpointListSchema = z.object({ items: z.array(checkpointSchema), nextCursor: z.string().nullable() });
