import { connectionUrl } from "#domain/credentials/connection-url.ts";
import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { renderTemplate } from "#domain/credentials/render-template.ts";

/** A file ready to be kept, secrets included. */
export interface RenderedFile {
  readonly name: string;
  readonly content: string;
}

/** Makes the file of an opened credential, e.g. a kubeconfig, or null where its kind has none. */
export function renderFile(credential: OpenedCredential): RenderedFile | null {
  const { file } = credential.layout;
  if (file === undefined) return null;
  const url = connectionUrl(credential);
  const values = { ...credential.fields, ...(url === null ? {} : { url }) };
  return { name: file.name, content: renderTemplate(file.template, values) };
}
