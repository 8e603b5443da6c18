import { z } from "zod";

/** The form of every id in the catalog: ASCII only, so that no two look alike. */
export const slugSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}[a-z0-9]$/, "use lower-case letters, digits and hyphens, starting with a letter");
