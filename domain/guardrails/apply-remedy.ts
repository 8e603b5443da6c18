import type { Remedy } from "#domain/contracts/decision.ts";
import { submitBodySchema, type SubmitBody } from "#domain/contracts/request.ts";

/**
 * Gives the body with a remedy applied, or null when the remedy is not a change of the body that a
 * machine can make (a device to enrol, a pattern to match).
 *
 * `=`, `<=` and `>=` set the value, `in` keeps a value of the list and else takes the first.
 */
export function applyRemedy(body: SubmitBody, remedy: Remedy): SubmitBody | null {
  const [field, key, ...deeper] = remedy.path.split("/").slice(1).map(unescapePointer);
  if (field === undefined || !Object.hasOwn(submitBodySchema.shape, field) || deeper.length > 0) return null;
  if (key !== undefined && (field !== "parameters" || key === "__proto__")) return null;
  const current = key === undefined ? body[field as keyof SubmitBody] : body.parameters?.[key];
  const value = remedied(current, remedy);
  if (value === undefined) return null;
  const changed =
    key === undefined ? { ...body, [field]: value } : { ...body, parameters: { ...body.parameters, [key]: value } };
  const parsed = submitBodySchema.safeParse(changed);
  return parsed.success ? parsed.data : null;
}

function remedied(current: unknown, { op, value }: Remedy): unknown {
  if (op === "matches") return undefined;
  if (op !== "in") return value;
  if (!Array.isArray(value)) return undefined;
  return value.includes(current) ? current : value[0];
}

function unescapePointer(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
