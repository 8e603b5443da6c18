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
      value: z
        .union([z.string(), z.number()])
        .nullable()
        .meta({ description: "Null: known only to whoever has revealed it." }),
    }),
  ),
  url: z.string().nullable().meta({ description: "The connection string; null where the kind of thing has none." }),
  file: z.object({ name: z.string(), content: z.string() }).nullable(),
  snippets: z
    .array(z.object({ id: z.string(), title: z.string(), text: z.string() }))
    .meta({ description: "The snippets that the reveal page offers filled in." }),
});
export type ConnectionView = z.infer<typeof connectionSchema>;
