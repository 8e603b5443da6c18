import { z } from "zod";

/** What precedes the end of the name of a queue that takes the messages another one gave up. */
export const deadLetterSuffix = ".dead";

const queueSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9._-]{0,59}$/, "use a lower-case letter, then letters, digits, dots, hyphens, underscores")
    .refine((name) => !name.endsWith(deadLetterSuffix), `must not end in ${deadLetterSuffix}`),
  type: z.enum(["quorum", "classic"]).default("quorum"),
  /** A second queue, `NAME.dead`, takes what this one rejects or lets run out. */
  deadLetter: z.boolean().default(true),
});

/** What a requester can write into one field of a form: names alone, with spaces between; the rest takes its defaults. */
const namesSchema = z
  .string()
  .max(2000)
  .transform((text) => text.split(/\s+/).filter(Boolean))
  .transform((names) => names.map((name) => ({ name })))
  .pipe(z.array(queueSchema).max(20));

/** A queue that is there from the beginning. */
export type QueueParameters = z.output<typeof queueSchema>;

/**
 * What a template's size provides; a requester sees the size, never these numbers as a form of their own.
 *
 * RabbitMQ enforces all of it: `connectionLimit` and `channelLimit` for each credential, `queueLimit` for the virtual
 * host, `queueMegabytes` and `messageHours` for each of its queues by an operator policy.
 */
export const parametersSchema = z
  .strictObject({
    connectionLimit: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(20)
      .meta({ title: "Connections", description: "Connections that one credential may hold at the same time." }),
    channelLimit: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(200)
      .meta({ title: "Channels", description: "Channels that one credential may hold at the same time." }),
    queueLimit: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(50)
      .meta({ title: "Queues", description: "Queues that the virtual host may hold." }),
    queueMegabytes: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(100)
      .meta({ title: "Queue size (MB)", description: "A queue that grows beyond it loses its oldest messages." }),
    messageHours: z
      .number()
      .int()
      .min(1)
      .max(8760)
      .optional()
      .meta({ title: "Message age (h)", description: "A message that nobody took by then is dropped." }),
    queues: z
      .union([z.array(queueSchema).max(20), namesSchema])
      .default([])
      .meta({ title: "Queues from the beginning", description: "Made once; the owner may change them afterwards." }),
  })
  .refine(({ queues }) => new Set(queues.map(({ name }) => name)).size === queues.length, {
    path: ["queues"],
    message: "names each queue once",
  })
  .refine(({ queues, queueLimit }) => queueCount(queues) <= queueLimit, {
    path: ["queues"],
    message: "are more than queueLimit, dead-letter queues counted",
  });

/** Parameters of one virtual host, parsed. */
export type RabbitmqParameters = z.output<typeof parametersSchema>;

function queueCount(queues: readonly QueueParameters[]): number {
  return queues.length + queues.filter(({ deadLetter }) => deadLetter).length;
}
