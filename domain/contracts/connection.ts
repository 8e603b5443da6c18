import { z } from "zod";

/**
 * How a resource is reached. Never holds a secret: where one belongs, `<name of its field>` stands, also in the texts.
 */
export const connectionSchema = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      secret: z.boolean(),
      /** Null: known only to whoever has revealed it. */
      value: z.union([z.string(), z.number()]).nullable(),
    }),
  ),
  /** The connection string; null where the kind of thing has none. */
  url: z.string().nullable(),
  file: z.object({ name: z.string(), content: z.string() }).nullable(),
  /** The snippets that the reveal page offers filled in. */
  snippets: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })),
});
export type ConnectionView = z.infer<typeof connectionSchema>;
