import { AppError } from "#domain/errors/app-error.ts";
import { findPlainSecret } from "#domain/secret-text/find-plain-secret.ts";
import type { FoundSecret } from "#domain/secret-text/found-secret.ts";
import { textsOf, type TextAt } from "#domain/secret-text/texts-of.ts";
import { findKnownSecret } from "#server/adapters/secret-scan/find-known-secret.ts";

/**
 * Refuses free text that holds what looks like a secret, before anything of it is filed, logged or sent.
 *
 * The error says what kind it is and where it stands, and holds no part of the text.
 * @param fields by the name of the body's member; each may be a text or any JSON value
 * @throws secret_in_text with `details.path`
 */
export async function assertNoSecret(fields: Readonly<Record<string, unknown>>): Promise<void> {
  for (const found of textsOf(fields)) {
    const secret = findPlainSecret(found.text) ?? findNamedSecret(found) ?? (await findKnownSecret(found.text));
    if (secret !== null) throw secretInText(found.path, secret);
  }
}

/** A value whose member is called a password is one, whatever it looks like. */
function findNamedSecret({ member, text }: TextAt): FoundSecret | null {
  const named = member === null ? null : findPlainSecret(`${member}=${text}`);
  return named && { kind: named.kind, from: 0, until: text.length };
}

function secretInText(path: string, { kind, from, until }: FoundSecret): AppError {
  const sentence =
    `${path} holds what looks like a secret (${kind}) at characters ${from + 1} to ${until}: ********. ` +
    "Take it out. If it is real, replace it: it has been typed where it does not belong.";
  return new AppError("secret_in_text", sentence, { details: { path, kind, from, until } });
}
