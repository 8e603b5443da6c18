import type { Decision, RequestBody } from "./latchkey-client.ts";

/** A body that the guardrails may accept, and what was changed, in words. */
export interface Correction {
  readonly body: RequestBody;
  readonly changes: readonly string[];
}

/** What a bot may change without asking: never who receives it, for which team, where, or how sensitive the data is. */
const changeable = /^\/(name|lifetimeHours|delivery|parameters\/[^/]+)$/;

/**
 * Applies the remedies of a refused decision: `=`, `<=` and `>=` set the value, `in` takes the first one. Null when one
 * of the findings that refuse has no remedy, or one that is not the bot's to apply: then people have to talk.
 */
export function applyRemedies(body: RequestBody, { trace }: Decision): Correction | null {
  const denials = trace.filter(({ result }) => result === "deny");
  let corrected = body;
  const changes: string[] = [];
  for (const { remedy } of denials) {
    if (remedy === undefined || !changeable.test(remedy.path)) return null;
    const value = remedy.op === "in" && Array.isArray(remedy.value) ? (remedy.value[0] as unknown) : remedy.value;
    if (value === undefined || !["=", "<=", ">=", "in"].includes(remedy.op)) return null;
    corrected = withValue(corrected, remedy.path, value);
    changes.push(`${remedy.path.slice(1)} is now ${JSON.stringify(value)}`);
  }
  return changes.length === 0 ? null : { body: corrected, changes };
}

/** Sets a member by a JSON Pointer (RFC 6901) of one or two tokens. */
function withValue(body: RequestBody, pointer: string, value: unknown): RequestBody {
  const [field = "", key] = pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (key === undefined) return { ...body, [field]: value };
  return { ...body, [field]: { ...(body[field] as object | undefined), [key]: value } };
}
