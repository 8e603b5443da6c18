const declaration = /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|class|interface|type) (\w+)/;

/** A type read off a value or a schema: its docstring is the one of what it is read off. */
const derived =
  /^export type \w+ = (?:z\.(?:infer|input|output)<|\(?typeof |keyof typeof |Awaited<|Prisma\.\w+GetPayload<|(?:NonNullable<)?VariantProps<)/;

/** Exports that a framework calls by a fixed name; the framework documents them. */
const fixed = new Set(["metadata", "viewport", "dynamic", "runtime", "revalidate", "generateMetadata", "config"]);
const handlers = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Names every exported declaration of `text` that has no docstring right above it. */
export function findUndocumented(text: string): string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const name = declaration.exec(line)?.[1];
    if (name === undefined || fixed.has(name) || handlers.has(name) || derived.test(line)) return [];
    return lines[index - 1]?.trimEnd().endsWith("*/") ? [] : [`line ${index + 1} exports ${name} without a docstring`];
  });
}
