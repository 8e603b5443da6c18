import { z } from "zod";

const text = z.string().max(500).nullable();

/** What the token of a platform said of the workload that exchanged it, as it was verified. Names and ids, never a secret. */
export const workloadSchema = z.object({
  issuer: z.string().meta({ description: "Name of the workload issuer in the catalog." }),
  subject: z.string().max(500).meta({ description: "`sub` of its token." }),
  repository: text.meta({ description: "`owner/name`, or the path of the project." }),
  sha: text.meta({ description: "The commit that it runs for." }),
  ref: text,
  workflow: text.meta({ description: "The workflow or pipeline file with its ref." }),
  runUrl: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .nullable()
    .meta({ description: "Where its run is read." }),
  startedBy: z
    .object({ name: text, id: text.meta({ description: "Its number at the platform, which nobody else is given." }) })
    .nullable()
    .default(null)
    .meta({
      description:
        "Whom the platform names as having started the run: no person of ours, and nothing is decided by it.",
    }),
  pod: text.meta({ description: "`namespace/name`, or the namespace and service account where no pod is named." }),
});
export type WorkloadView = z.infer<typeof workloadSchema>;
