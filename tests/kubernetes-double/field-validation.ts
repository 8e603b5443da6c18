import { isObject } from "#tests/kubernetes-double/json.ts";
import type { Shape } from "#tests/kubernetes-double/shapes.ts";

/** The paths of fields that the kind does not have, e.g. `spec.hart`. */
export function findUnknownFields(value: unknown, shape: Shape, path = ""): string[] {
  if (shape === "any") return [];
  if (isList(shape)) {
    if (!Array.isArray(value)) return [];
    return value.flatMap((each, index) => findUnknownFields(each, shape[0], `${path}[${index}]`));
  }
  if (!isObject(value)) return [];
  const anyKey = shape["*"];
  return Object.entries(value).flatMap(([key, child]) => {
    const place = path === "" ? key : `${path}.${key}`;
    const inner = anyKey ?? (Object.hasOwn(shape, key) ? shape[key] : undefined);
    return inner === undefined ? [place] : findUnknownFields(child, inner, place);
  });
}

/** A copy without the fields that the kind does not have, as a server that only warns keeps it. */
export function dropUnknownFields(value: unknown, shape: Shape): unknown {
  if (shape === "any") return value;
  if (isList(shape)) return Array.isArray(value) ? value.map((each) => dropUnknownFields(each, shape[0])) : value;
  if (!isObject(value)) return value;
  const anyKey = shape["*"];
  const kept = Object.entries(value).flatMap(([key, child]) => {
    const inner = anyKey ?? (Object.hasOwn(shape, key) ? shape[key] : undefined);
    return inner === undefined ? [] : [[key, dropUnknownFields(child, inner)] as const];
  });
  return Object.fromEntries(kept);
}

function isList(shape: Exclude<Shape, "any">): shape is readonly [Shape] {
  return Array.isArray(shape);
}
