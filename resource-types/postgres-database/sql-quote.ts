import { AppError } from "#domain/errors/app-error.ts";

const identifierPattern = /^[a-z][a-z0-9_]{2,40}$/;
const literalPattern = /^[A-Za-z0-9_:$=+/ .,-]{0,256}$/;

/**
 * The only way an identifier gets into a statement: allow-listed first, quoted second.
 *
 * @throws invalid_input for anything but 3 to 41 lower-case letters, digits and underscores after a letter
 */
export function quoteIdentifier(name: string): string {
  if (!identifierPattern.test(name)) {
    throw new AppError("invalid_input", "A name for the database server is outside the allowed characters.");
  }
  return `"${name}"`;
}

/**
 * The only way a text gets into a statement that takes no parameters (COMMENT, ALTER ROLE … PASSWORD).
 *
 * @throws invalid_input for a text with characters that a marker, a verifier or a setting never has
 */
export function quoteLiteral(text: string): string {
  if (!literalPattern.test(text)) {
    throw new AppError("invalid_input", "A text for the database server is outside the allowed characters.");
  }
  return `'${text}'`;
}
