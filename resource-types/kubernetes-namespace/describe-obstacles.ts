import { z } from "zod";

const schema = z.looseObject({
  conditions: z
    .array(z.looseObject({ type: z.string(), status: z.string(), message: z.string().default("") }))
    .default([]),
});

/** What holds up the end of a namespace. */
export interface Obstacles {
  readonly finalizers: readonly string[];
  readonly content: readonly string[];
  /** E.g. `waiting for finalizer example.com/hold on pods`. */
  readonly text: string;
}

/** Reads from the status of a terminating namespace what its end waits for (conditions of the namespace controller). */
export function describeObstacles(status: unknown): Obstacles {
  const parsed = schema.safeParse(status);
  const conditions = parsed.success ? parsed.data.conditions : [];
  const read = (type: string, pattern: RegExp) => {
    const found = conditions.find((each) => each.type === type && each.status === "True");
    return [...(found?.message ?? "").matchAll(pattern)].map((match) => (match[1] ?? "").replace(/\.$/, ""));
  };
  const finalizers = read("NamespaceFinalizersRemaining", /([^\s,]+) in \d+ resource instances/g);
  const content = read("NamespaceContentRemaining", /([^\s,]+) has \d+ resource instances/g);
  const failed = conditions.find(({ type, status: held }) => held === "True" && type.endsWith("Failure"));
  if (finalizers.length > 0) {
    return {
      finalizers,
      content,
      text: `waiting for finalizer ${finalizers.join(", ")} on ${content.join(", ") || "its content"}`,
    };
  }
  if (failed !== undefined)
    return { finalizers, content, text: `the API server says: ${failed.message.slice(0, 300)}` };
  return {
    finalizers,
    content,
    text: content.length > 0 ? `waiting for ${content.join(", ")} to go` : "waiting for its content to go",
  };
}
