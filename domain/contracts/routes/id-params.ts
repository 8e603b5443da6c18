import { z } from "zod";

/** Path parameters of every route about one thing. */
export const idParams = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,199}$/, "An id holds letters, digits and - _ . : @ only."),
});
