import { z } from "zod";

/** A person or service account that something belongs to, as it is read. */
export const partySchema = z.object({ principalId: z.string(), email: z.string().nullable() });
