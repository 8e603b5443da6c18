import { z } from "zod";

/**
 * What a template's size provides; a requester sees the size, never these numbers as a form of their own.
 *
 * MariaDB enforces `connectionLimit`. The timeout is what every session starts with; a session may change its own.
 * `storageMegabytes` is watched by `inspect` and reported as drift when exceeded, not enforced.
 */
export const parametersSchema = z.strictObject({
  connectionLimit: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(20)
    .meta({ title: "Connections", description: "Sessions that one credential may hold at the same time." }),
  statementTimeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(60)
    .meta({ title: "Statement timeout (s)", description: "A statement that runs longer is ended." }),
  storageMegabytes: z
    .number()
    .int()
    .min(10)
    .max(10_000_000)
    .default(5000)
    .meta({ title: "Storage (MB)", description: "Size from which the database is reported as too large." }),
});

/** Parameters of one database, parsed. */
export type MariadbParameters = z.output<typeof parametersSchema>;
