import { AppError } from "#domain/errors/app-error.ts";
import { pointerOf } from "#server/http/pointer-of.ts";

const depthMax = 32;
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Parses JSON text that has one meaning for everybody who reads it (I-JSON, RFC 7493).
 *
 * Refuses what some parser reads otherwise or what no column can hold: repeated keys, NUL, lone surrogates, numbers
 * beyond a double, nesting deeper than 32, and keys that would reach a prototype.
 * @throws malformed_body, invalid_input
 */
export function parseJson(text: string): unknown {
  assertShallow(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError("malformed_body", "The body is not valid JSON.", { cause });
  }
  assertUniqueKeys(text);
  assertPlain(value, []);
  return value;
}

function assertShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "[" || char === "{") depth += 1;
    else if (char === "]" || char === "}") depth -= 1;
    if (depth > depthMax) throw new AppError("malformed_body", `The body is nested deeper than ${depthMax}.`);
  }
}

/** Walks text that JSON.parse has accepted, so every string ends and every bracket closes. */
function assertUniqueKeys(text: string): void {
  const keysByDepth: (Set<string> | null)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;
  let lastString = "";
  for (const [found] of text.matchAll(token)) {
    if (found.startsWith('"')) lastString = found;
    else if (found === "{") keysByDepth.push(new Set());
    else if (found === "[") keysByDepth.push(null);
    else if (found === ":") addKey(keysByDepth.at(-1), lastString);
    else keysByDepth.pop();
  }
}

function addKey(keys: Set<string> | null | undefined, literal: string): void {
  const key = String(JSON.parse(literal));
  if (keys?.has(key)) throw new AppError("malformed_body", "The body names a key twice.");
  keys?.add(key);
}

function assertPlain(value: unknown, path: readonly PropertyKey[]): void {
  if (typeof value === "string") assertText(value, path);
  if (typeof value === "number" && !Number.isFinite(value)) throw refused(path, "Numbers must fit a double.");
  if (Array.isArray(value)) value.forEach((item, index) => assertPlain(item, [...path, index]));
  else if (typeof value === "object" && value !== null) assertPlainObject(value, path);
}

function assertPlainObject(value: object, path: readonly PropertyKey[]): void {
  for (const [key, item] of Object.entries(value)) {
    const keyPath = [...path, key];
    if (forbiddenKeys.has(key)) throw refused(keyPath, "This key is not allowed.");
    assertText(key, path);
    assertPlain(item, keyPath);
  }
}

function assertText(text: string, path: readonly PropertyKey[]): void {
  if (text.includes("\0") || !text.isWellFormed()) throw refused(path, "Text must be valid Unicode without NUL.");
}

function refused(path: readonly PropertyKey[], message: string): AppError {
  return new AppError("invalid_input", "The body holds a value that is not allowed.", {
    details: { errors: [{ in: "body", path: pointerOf(path), message }] },
  });
}
