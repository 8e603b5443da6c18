import { z } from "zod";

/** Why the files on disk are not served: shown, and kept in the ledger. */
export const catalogRefusalSchema = z.object({
  problems: z.array(z.object({ file: z.string(), line: z.number().int(), reason: z.string() })),
  /** How many there are; the list may be cut. */
  count: z.number().int(),
});
export type CatalogRefusal = z.infer<typeof catalogRefusalSchema>;
