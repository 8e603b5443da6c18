import { submitBodySchema } from "#domain/contracts/request.ts";
import type { BuiltInRule } from "#domain/guardrails/rule.ts";

const nameSchema = submitBodySchema.shape.name;

/** The name has the form every back end accepts and is not reserved. */
export const nameAllowed: BuiltInRule = {
  id: "name.allowed",
  version: "1",
  rank: "hard",
  evaluate: ({ draft, settings }) => {
    const reserved = settings.reservedNames.includes(draft.name);
    if (nameSchema.safeParse(draft.name).success && !reserved) {
      return { result: "pass", message: `The name ${draft.name} fits the naming rule.` };
    }
    const message = reserved
      ? `The name ${draft.name} is reserved.`
      : "A name has 3 to 25 lower-case letters, digits and hyphens, and starts with a letter.";
    const value = suggestName(draft.name, draft.team, settings.reservedNames);
    if (value === null) return { result: "deny", message };
    return { result: "deny", message, remedy: { path: "/name", op: "=", value } };
  },
};

function suggestName(name: string, team: string, reserved: readonly string[]): string | null {
  const stem = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  const candidates = [stem, `${stem}-${team}`, `${team}-${stem}`, `${stem}-db`]
    .map((candidate) => candidate.slice(0, 25).replace(/-+$/, ""))
    .filter((candidate) => nameSchema.safeParse(candidate).success && !reserved.includes(candidate));
  return candidates[0] ?? null;
}
