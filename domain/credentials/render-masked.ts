import { connectionUrl } from "#domain/credentials/connection-url.ts";
import type { LayoutField } from "#domain/credentials/credential-layout.ts";
import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { renderFile, type RenderedFile } from "#domain/credentials/render-file.ts";
import { renderSnippets, type RenderedSnippet } from "#domain/credentials/render-snippets.ts";

/** What is made of a credential's fields, with something else in the place of each secret. */
export interface MaskedCredential {
  readonly url: string | null;
  readonly file: RenderedFile | null;
  readonly snippets: readonly RenderedSnippet[];
}

/**
 * Makes everything that a credential's layout knows to make, with `show(field)` for each secret field and for each one
 * that has no value.
 *
 * The value of a secret field is not read. Where a template quotes for a shell, the stand-in is quoted.
 * @throws RangeError when a template names what the layout does not declare
 */
export function renderMasked(credential: OpenedCredential, show: (field: LayoutField) => string): MaskedCredential {
  const declared = credential.layout.fields;
  const hidden = declared.filter((field) => field.secret || !Object.hasOwn(credential.fields, field.name));
  const shown = declared.filter((field) => !hidden.includes(field));
  const masked = {
    layout: credential.layout,
    fields: Object.fromEntries([
      ...shown.map(({ name }) => [name, credential.fields[name] ?? ""] as const),
      ...hidden.map(({ name }) => [name, `${markBegin}${name}${markEnd}`] as const),
    ]),
  };
  const put = (text: string) =>
    hidden.reduce((rest, field) => rest.replaceAll(`${markBegin}${field.name}${markEnd}`, () => show(field)), text);
  const [url, file] = [connectionUrl(masked), renderFile(masked)];
  return {
    url: url === null ? null : put(url),
    file: file === null ? null : { name: file.name, content: put(file.content) },
    snippets: renderSnippets(masked).map((snippet) => ({ ...snippet, text: put(snippet.text) })),
  };
}

// No filter of a template changes these marks, but a shell word with a tilde is quoted.
const markBegin = "~latchkey.secret.";
const markEnd = "~";
