import { change, join, type Changes } from "#scripts/contract/changes.ts";
import { compareSchemas } from "#scripts/contract/compare-schemas.ts";
import type { Json } from "#scripts/contract/read-schema.ts";

interface Whose {
  readonly documents: readonly [Json, Json];
  readonly name: string;
  readonly direction: "taken" | "given";
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Json;
}

/** Compares what an operation takes in its path, query and headers. A query is strict: a parameter that went is refused. */
export function compareParameters({ documents, name, direction }: Whose, was: Json, is: Json): Changes {
  const [one, other] = [parametersOf(was), parametersOf(is)];
  const said = (key: string) => `${name}, ${key}`;
  return join(
    ...[...one].map(([key, parameter]) => {
      const now = other.get(key);
      if (now === undefined) return change(true, `${said(key)} is gone.`);
      const required =
        (parameter.required ?? false) === (now.required ?? false)
          ? join()
          : change(now.required === true, `${said(key)} ${now.required ? "is required" : "may be left out"} now.`);
      return join(required, compareSchemas({ documents, direction, where: said(key) }, parameter.schema, now.schema));
    }),
    ...[...other]
      .filter(([key]) => !one.has(key))
      .map(([key, { required }]) =>
        change(required === true && direction === "taken", `${said(key)} is new${required ? " and required" : ""}.`),
      ),
  );
}

function parametersOf({ parameters = [] }: Json): Map<string, Parameter> {
  return new Map((parameters as readonly Parameter[]).map((one) => [`${one.in} parameter ${one.name}`, one]));
}
