import { connectionUrl } from "#domain/credentials/connection-url.ts";
import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { renderFile } from "#domain/credentials/render-file.ts";
import { renderTemplate } from "#domain/credentials/render-template.ts";

/** One ready-made text, secrets included. */
export interface RenderedSnippet {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/**
 * Makes the snippets of an opened credential; their templates may name `{url}`, the connection string, and `{file}`, the
 * content of the file, as well.
 */
export function renderSnippets(credential: OpenedCredential): readonly RenderedSnippet[] {
  const url = connectionUrl(credential);
  const file = renderFile(credential)?.content;
  const made = { ...(url !== null && { url }), ...(file !== undefined && { file }) };
  const values = { ...credential.fields, ...made };
  const snippets = credential.layout.snippets ?? [];
  return snippets.map(({ id, title, template }) => ({ id, title, text: renderTemplate(template, values) }));
}
