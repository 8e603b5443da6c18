import { asObject, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { badRequest } from "#tests/kubernetes-double/status.ts";
import type { Stored } from "#tests/kubernetes-double/store.ts";

/** Whether an object is selected. */
export type Selector = (stored: Stored) => boolean;

/** Reads `labelSelector` and `fieldSelector` of a list, watch or collection delete. */
export function readSelectors(query: URLSearchParams): Selector {
  const labels = splitList(query.get("labelSelector") ?? "").map(labelRequirement);
  const fields = splitList(query.get("fieldSelector") ?? "").map(fieldRequirement);
  return (stored) =>
    labels.every((holds) => holds(asObject(stored.object.metadata.labels))) && fields.every((holds) => holds(stored));
}

function splitList(text: string): string[] {
  return text === "" ? [] : text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function labelRequirement(text: string): (labels: JsonObject) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    return (labels) => values.includes(String(labels[key])) === (operator === "in");
  }
  const equal = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/.exec(text);
  if (equal !== null) {
    const [, key = "", operator, value] = equal;
    return (labels) => (labels[key] === value) === (operator !== "!=");
  }
  const exists = /^(!?)([^=!\s]+)$/.exec(text);
  if (exists === null) throw badRequest(`unable to parse requirement: ${text}`);
  const [, not, key = ""] = exists;
  return (labels) => Object.hasOwn(labels, key) === (not === "");
}

function fieldRequirement(text: string): Selector {
  const parts = /^([a-zA-Z.]+)(==|=|!=)(.*)$/.exec(text);
  if (parts === null) throw badRequest(`invalid field selector: ${text}`);
  const [, field = "", operator, value] = parts;
  const known = ["metadata.name", "metadata.namespace", "status.phase", "type", "spec.nodeName"];
  if (!known.includes(field)) throw badRequest(`field label not supported: ${field}`);
  return ({ object }) => {
    const found = field.split(".").reduce<unknown>((at, key) => asObject(at)[key], object) ?? "";
    return (found === value) === (operator !== "!=");
  };
}
