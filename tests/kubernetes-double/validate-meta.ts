import { asObject, asString, asStrings, type JsonObject } from "#tests/kubernetes-double/json.ts";
import type { Kind } from "#tests/kubernetes-double/kinds.ts";
import type { Cause } from "#tests/kubernetes-double/status.ts";

const labelPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const namePattern = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const annotationsBytesMax = 256 * 1024;

/** What is wrong with the metadata of a new or changed object; empty when nothing is. */
export function validateMeta(kind: Kind, metadata: JsonObject): Cause[] {
  return [
    ...validateName(kind, asString(metadata.name)),
    ...validateLabels(asObject(metadata.labels)),
    ...validateAnnotations(asObject(metadata.annotations)),
    ...asStrings(metadata.finalizers).flatMap((finalizer) =>
      isQualifiedName(finalizer)
        ? []
        : [invalidValue("metadata.finalizers", finalizer, "name part must consist of alphanumeric characters")],
    ),
  ];
}

function validateName({ naming }: Kind, name: string): Cause[] {
  const field = "metadata.name";
  if (name === "")
    return [{ reason: "FieldValueRequired", message: "Required value: name or generateName is required", field }];
  if (naming === "path") {
    return /[/%]/.test(name) || name === "." || name === ".."
      ? [invalidValue(field, name, "may not contain '/' or '%'")]
      : [];
  }
  const max = naming === "label" ? 63 : 253;
  const wanted = naming === "label" ? "a lowercase RFC 1123 label" : "a lowercase RFC 1123 subdomain";
  if (name.length > max) return [invalidValue(field, name, `must be no more than ${max} characters`)];
  const pattern = naming === "label" ? labelPattern : subdomainPattern;
  return pattern.test(name)
    ? []
    : [invalidValue(field, name, `${wanted} must consist of lower case alphanumeric characters`)];
}

function validateLabels(labels: JsonObject): Cause[] {
  const field = "metadata.labels";
  return Object.entries(labels).flatMap(([key, value]) => {
    if (!isQualifiedName(key)) return [invalidValue(field, key, "name part must consist of alphanumeric characters")];
    if (typeof value !== "string") return [invalidValue(field, String(value), "must be a string")];
    if (value.length > 63) return [invalidValue(field, value, "must be no more than 63 characters")];
    return value === "" || namePattern.test(value)
      ? []
      : [invalidValue(field, value, "a valid label must be an empty string or consist of alphanumeric characters")];
  });
}

function validateAnnotations(annotations: JsonObject): Cause[] {
  const field = "metadata.annotations";
  const wrong = Object.entries(annotations).flatMap(([key, value]) =>
    isQualifiedName(key.toLowerCase()) && typeof value === "string"
      ? []
      : [invalidValue(field, key, "name part must consist of alphanumeric characters")],
  );
  const bytes = Buffer.byteLength(Object.entries(annotations).flat().join(""));
  if (bytes <= annotationsBytesMax) return wrong;
  return [
    ...wrong,
    { reason: "FieldValueTooLong", message: `Too long: may not be more than ${annotationsBytesMax} bytes`, field },
  ];
}

/** `name` or `prefix/name`, the name at most 63 characters, the prefix a DNS subdomain. */
function isQualifiedName(key: string): boolean {
  const [name = "", prefix, more] = key.split("/").toReversed();
  if (more !== undefined || name.length > 63 || !namePattern.test(name)) return false;
  return prefix === undefined || (prefix.length <= 253 && subdomainPattern.test(prefix));
}

function invalidValue(field: string, value: string, why: string): Cause {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}
