import { z } from "zod";
import type { ConnectionView } from "#domain/contracts/connection.ts";
import type { CredentialLayout } from "#domain/credentials/credential-layout.ts";
import type { PublicConnection } from "#domain/credentials/public-connection.ts";
import { renderMasked, type MaskedCredential } from "#domain/credentials/render-masked.ts";

const text = z.string();
const layoutSchema: z.ZodType<CredentialLayout> = z.object({
  fields: z.array(z.object({ name: text, label: text, secret: z.boolean() })),
  url: text.optional(),
  file: z.object({ name: text, template: text }).optional(),
  snippets: z.array(z.object({ id: text, title: text, template: text })).optional(),
});
const storedSchema: z.ZodType<PublicConnection> = z.object({
  layout: layoutSchema,
  fields: z.record(text, z.union([text, z.number()])),
});

/**
 * Shows how a resource is reached, with `<field>` in the place of each secret; null when nothing is kept about it, or
 * what is kept cannot be shown whole.
 */
export function presentConnection(stored: unknown): ConnectionView | null {
  const parsed = storedSchema.safeParse(stored);
  if (!parsed.success) return null;
  const { layout, fields } = parsed.data;
  const values = new Map(Object.entries(fields));
  const masked = render({ layout, fields });
  if (masked === null) return null;
  return {
    fields: layout.fields.map(({ name, label, secret }) => ({
      name,
      label,
      secret,
      value: secret ? null : (values.get(name) ?? null),
    })),
    url: masked.url,
    file: masked.file,
    snippets: [...masked.snippets],
  };
}

function render(connection: PublicConnection): MaskedCredential | null {
  try {
    return renderMasked(connection, ({ name }) => `<${name}>`);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
