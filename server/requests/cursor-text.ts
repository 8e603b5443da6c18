import { createHash } from "node:crypto";
import type { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";

const checkBytes = 8;

/** Encodes a place in a list as a cursor of that list: base64url of its JSON and of a check over the list's name and it. */
export function encodeCursorText(list: string, place: readonly (string | number)[]): string {
  const text = JSON.stringify(place);
  return Buffer.concat([checkOf(list, text), Buffer.from(text)]).toString("base64url");
}

/**
 * Decodes a cursor of that list.
 *
 * The check finds what was cut, changed or made for another list. It is no secret, and need not be: whoever makes one up
 * names a place to go on from, and what they see there is decided by who they are.
 * @throws invalid_input for anything this server did not make for this list
 */
export function decodeCursorText<S extends z.ZodType>(list: string, schema: S, cursor: string): z.output<S> {
  const bytes = Buffer.from(cursor, "base64url");
  const text = bytes.subarray(checkBytes).toString("utf8");
  if (bytes.toString("base64url") !== cursor || !bytes.subarray(0, checkBytes).equals(checkOf(list, text)))
    throw refused();
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw refused(cause);
  }
}

function checkOf(list: string, text: string): Buffer {
  return createHash("sha256").update(`${list}\0${text}`).digest().subarray(0, checkBytes);
}

function refused(cause?: unknown): AppError {
  return new AppError("invalid_input", "The cursor is not one of this list. Start from the first page.", {
    details: { errors: [{ in: "query", path: "/cursor", message: "Not a cursor of this list." }] },
    cause,
  });
}
