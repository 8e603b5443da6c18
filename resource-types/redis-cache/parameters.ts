import { z } from "zod";

/**
 * What a template's size provides; a requester sees the size, never these numbers as a form of their own.
 *
 * Redis and Valkey know no limit per user: `memoryMegabytes` and `connectionLimit` are watched by `inspect` and reported
 * as drift when exceeded, not enforced. `scripting` is enforced.
 */
export const parametersSchema = z.strictObject({
  memoryMegabytes: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .meta({ title: "Memory (MB)", description: "Size from which the cache is reported as too large." }),
  connectionLimit: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(50)
    .meta({ title: "Connections", description: "Connections from which the cache is reported as too busy." }),
  scripting: z.boolean().default(false).meta({
    title: "Lua scripts",
    description: "Lets the user run EVAL. A script stops the whole server while it runs, for every tenant.",
  }),
});

/** Parameters of one cache, parsed. */
export type RedisParameters = z.output<typeof parametersSchema>;
