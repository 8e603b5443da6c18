import { AppError } from "#domain/errors/app-error.ts";

const identifierPattern = /^lk_[a-z0-9_]{2,61}$/;
const literalPattern = /^[A-Za-z0-9_:*+/ .,@%-]{0,256}$/;

/**
 * The only way a name gets into a statement: allow-listed first, quoted second.
 *
 * @throws invalid_input for anything but `lk_` and lower-case letters, digits and underscores
 */
export function quoteName(name: string): string {
  if (!identifierPattern.test(name)) {
    throw new AppError("invalid_input", "A name for the database server is outside the allowed characters.");
  }
  return `\`${name}\``;
}

/** The database as GRANT and REVOKE want it: an underscore there stands for any character unless it is escaped. */
export function quotePattern(database: string): string {
  return quoteName(database).replaceAll("_", "\\_");
}

/** The account of that name, from wherever it connects. */
export function quoteAccount(username: string): string {
  return `${quoteName(username)}@'%'`;
}

/**
 * The only way a text gets into a statement that takes no parameters (CREATE USER, CREATE DATABASE).
 *
 * @throws invalid_input for a text with characters that a marker or a hash never has
 */
export function quoteLiteral(text: string): string {
  if (!literalPattern.test(text)) {
    throw new AppError("invalid_input", "A text for the database server is outside the allowed characters.");
  }
  return `'${text}'`;
}
