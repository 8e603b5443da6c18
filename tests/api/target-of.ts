import type { Operation } from "#tests/api/api-document.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";

/** Spells what is there of a query, or nothing. */
export function spellQuery(values: Readonly<Record<string, unknown>>): string | undefined {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

/** Method and path of a call, each path parameter in its place. */
export function targetOf({ method, path }: Operation, { id = "", params = {} }: GoodCall, query = ""): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === "id" ? id : (params[name] ?? "some-id")));
  return `${method} ${filled}${query}`;
}

/** A body as the operation takes it: JSON, or a form of texts; with its media type. */
export function encodeBody(
  { bodyType }: Operation,
  body: unknown,
): { readonly raw?: string; readonly headers: Record<string, string> } {
  if (body === undefined || bodyType === null) return { headers: {} };
  const headers = { "content-type": bodyType };
  if (bodyType === "application/json") return { raw: JSON.stringify(body), headers };
  return { raw: new URLSearchParams(textsOf(body)).toString(), headers };
}

/** What a form can say of a body. */
export function textsOf(body: unknown): Record<string, string> {
  const members = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    members.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
