import canonicalize from "canonicalize";

const fields = ["name", "team", "environment", "classification", "lifetimeHours", "delivery", "purpose"] as const;

/** The part of a request that is compared; what is left out is compared with nothing. */
export type ComparedFields = { readonly [Field in (typeof fields)[number]]?: string | number | undefined } & {
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
};

/** One field that two requests hold otherwise: JSON Pointer into a request's body; null stands for nothing. */
export interface FieldChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Gives the fields that `after` holds otherwise than `before`, in the order of the request form, parameters last. */
export function changedFields(before: ComparedFields, after: ComparedFields): readonly FieldChange[] {
  const names = [...new Set(Object.keys({ ...before.parameters, ...after.parameters }))];
  const pairs = [
    ...fields.map((field) => ({ path: `/${field}`, from: before[field], to: after[field] })),
    ...names.map((name) => ({
      path: `/parameters/${name}`,
      from: before.parameters?.[name],
      to: after.parameters?.[name],
    })),
  ];
  return pairs
    .map(({ path, from, to }) => ({ path, from: from ?? null, to: to ?? null }))
    .filter(({ from, to }) => canonicalize(from) !== canonicalize(to));
}
