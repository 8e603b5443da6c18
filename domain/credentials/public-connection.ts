import type { CredentialLayout } from "#domain/credentials/credential-layout.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type { CredentialFields } from "#domain/provisioning/resource-type.ts";

/** How a resource is reached, as the ledger keeps it: how its credential is shown, and what of it is no secret. */
export interface PublicConnection {
  readonly layout: CredentialLayout;
  /** Values of the fields that the layout declares as not secret. */
  readonly fields: Readonly<Record<string, string | number>>;
}

/**
 * Takes from a credential what everybody who may see the resource may know.
 *
 * Only declared fields pass, only plain values, and none that holds the bytes of one of the credential's secrets.
 */
export function publicConnection(fields: CredentialFields, layout: CredentialLayout): PublicConnection {
  const secrets = Object.values(fields).filter((value) => value instanceof Secret);
  const declared = layout.fields.filter((field) => !field.secret && Object.hasOwn(fields, field.name));
  const plain = declared.flatMap(({ name }) => {
    const value = fields[name];
    if (typeof value !== "string" && typeof value !== "number") return [];
    return secrets.some((secret) => holds(String(value), secret)) ? [] : [[name, value] as const];
  });
  return { layout, fields: Object.fromEntries(plain) };
}

function holds(text: string, secret: Secret): boolean {
  return secret.use((bytes) => bytes.length > 0 && Buffer.from(text, "utf8").includes(bytes));
}
