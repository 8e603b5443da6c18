import { fieldName, fieldValue } from "#components/decisions/field-words.ts";
import type { Change } from "#components/decisions/limit-changes.ts";
import type { RequestFormValues } from "#components/requests/request-form-schema.ts";

const fields = ["name", "team", "environment", "classification", "lifetimeHours", "purpose"] as const;

/** The part of a request or of a form that is compared. */
export type ComparedFields = Partial<Pick<RequestFormValues, Exclude<(typeof fields)[number], "classification">>> & {
  readonly classification?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
};

/** Gives the fields that a form holds otherwise than an earlier request, in the form's own order. */
export function fieldChanges(earlier: ComparedFields, now: ComparedFields): readonly Change[] {
  const plain = fields.map((field) => change(`/${field}`, earlier[field], now[field]));
  const names = Object.keys({ ...earlier.parameters, ...now.parameters });
  const parameters = names.map((name) =>
    change(`/parameters/${name}`, earlier.parameters?.[name], now.parameters?.[name]),
  );
  return [...plain, ...parameters].filter((item) => item !== null);
}

function change(path: string, from: unknown, to: unknown): Change | null {
  if (from === to) return null;
  const words = (value: unknown) => (value === undefined || value === "" ? "nothing" : fieldValue(path, value));
  const term = fieldName(path);
  return {
    id: path,
    term: `${term.charAt(0).toUpperCase()}${term.slice(1)}`,
    from: words(from),
    to: words(to),
    rules: [],
  };
}
