import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { renderTemplate } from "#domain/credentials/render-template.ts";

/** Gives the connection string of an opened credential, or null where its kind has none. */
export function connectionUrl(credential: OpenedCredential): string | null {
  const { url } = credential.layout;
  return url === undefined ? null : renderTemplate(url, credential.fields);
}
