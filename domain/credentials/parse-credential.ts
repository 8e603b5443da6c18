import type { CredentialLayout } from "#domain/credentials/credential-layout.ts";

/** What a claim holds once its recipient has opened it. */
export interface OpenedCredential {
  readonly fields: Readonly<Record<string, string | number>>;
  /** A field that the layout does not name is shown last and masked. */
  readonly layout: CredentialLayout;
}

/**
 * Reads the plaintext of a claim: UTF-8 JSON `{fields, layout?}`.
 *
 * @throws TypeError when it has another shape
 */
export function parseCredential(plaintext: Uint8Array): OpenedCredential {
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plaintext));
  if (!isRecord(value) || !isRecord(value.fields)) throw new TypeError("The plaintext of a claim holds no fields.");
  const fields: Record<string, string | number> = {};
  for (const [name, field] of Object.entries(value.fields)) {
    if (typeof field !== "string" && typeof field !== "number") throw new TypeError(`The field ${name} is not text.`);
    fields[name] = field;
  }
  return { fields, layout: completeLayout(isLayout(value.layout) ? value.layout : { fields: [] }, fields) };
}

function completeLayout(layout: CredentialLayout, fields: Record<string, string | number>): CredentialLayout {
  const named = layout.fields.filter((field) => Object.hasOwn(fields, field.name));
  const names = new Set(named.map((field) => field.name));
  const unnamed = Object.keys(fields).filter((name) => !names.has(name));
  return { ...layout, fields: [...named, ...unnamed.map((name) => ({ name, label: name, secret: true }))] };
}

function isLayout(value: unknown): value is CredentialLayout {
  return isRecord(value) && Array.isArray(value.fields);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
