import { z } from "zod";

/** What a template's size provides; a requester sees the size, never these numbers as a form of their own. */
export const parametersSchema = z.strictObject({
  pods: z.number().int().min(1).max(1000).default(20).meta({ title: "Pods", description: "Pods at the same time." }),
  cpuCores: z
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(2)
    .meta({ title: "CPU (cores)", description: "Cores that all containers together may ask for and use." }),
  memoryGibibytes: z
    .number()
    .int()
    .min(1)
    .max(8192)
    .default(4)
    .meta({ title: "Memory (GiB)", description: "Memory that all containers together may ask for and use." }),
  storageGibibytes: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(10)
    .meta({ title: "Storage (GiB)", description: "Size of all persistent volumes together." }),
  tokenHours: z
    .number()
    .int()
    .min(1)
    .max(720)
    .default(168)
    .meta({ title: "Token lifetime (h)", description: "How long a credential works; the API server may shorten it." }),
  podSecurity: z
    .enum(["baseline", "restricted"])
    .default("restricted")
    .meta({ title: "Pod security", description: "Pod Security Standard that every pod must meet." }),
});

/** Parameters of one namespace, parsed. */
export type NamespaceParameters = z.output<typeof parametersSchema>;
