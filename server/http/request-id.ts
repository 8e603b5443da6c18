import { randomUUID } from "node:crypto";

const sane = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,127}$/;

/** Takes the caller's `X-Request-Id` over when it is 8 to 128 plain characters, else makes one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given !== null && sane.test(given) ? given : `req_${randomUUID()}`;
}
