import { z } from "zod";

/** A template as the catalog page and the API show it. `parameters` is a JSON Schema (2020-12) object. */
export const templateSchema = z.object({
  id: z.string(),
  version: z.string().meta({ description: "Digest of its content." }),
  title: z.string(),
  summary: z.string(),
  resourceType: z.string(),
  maintainers: z.array(z.string()).meta({ description: "Groups and people who keep it." }),
  docs: z.string().nullable().meta({ description: "Address of what there is to read about it." }),
  environments: z.array(z.string()),
  connections: z
    .array(
      z.object({
        environment: z.string(),
        connected: z.boolean(),
        connect: z.string().nullable(),
        paused: z.string().nullable(),
      }),
    )
    .meta({
      description:
        "One per environment, in their order: whether a back end is connected there, and otherwise the one step that connects it; `paused` says since when and why nothing new is built there.",
    }),
  classifications: z.array(z.string()),
  lifetimeHours: z.object({ default: z.number().int(), max: z.number().int() }),
  parameters: z.record(z.string(), z.unknown()).meta({ description: "JSON Schema (2020-12) of its parameters." }),
  sizes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      summary: z.string(),
      monthlyCost: z.object({ amount: z.number(), currency: z.string() }).nullable(),
    }),
  ),
});
export type TemplateView = z.infer<typeof templateSchema>;

/** Every template of the catalog, in its order. */
export const templateListSchema = z.object({ items: z.array(templateSchema), nextCursor: z.string().nullable() });
