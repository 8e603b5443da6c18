/** A problem document of this origin, reduced to what the page reads. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Whom the grant is for, told to those who may see the request. */
  readonly recipient: string | null;
  readonly maxAgeSeconds: number | null;
  readonly acrValues: readonly string[];
  /** Of a grant that is gone: what became of it. */
  readonly state: string;
}

/** What a call led to; `lost` when no answer arrived. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "lost" };

/** Calls this origin's API. Never throws: what went wrong is part of the answer. */
export async function callApi<T>(
  path: string,
  options: { readonly token?: string; readonly body?: unknown } = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (options.body !== undefined) headers["content-type"] = "application/json";
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  try {
    const method = body === null ? "GET" : "POST";
    const response = await fetch(path, { method, headers, body, redirect: "error", credentials: "omit" });
    const value: unknown = response.status === 204 ? null : await response.json();
    if (response.ok) return { kind: "ok", value: value as T };
    return { kind: "problem", problem: readProblem(response.status, value) };
  } catch {
    return { kind: "lost" };
  }
}

function readProblem(status: number, value: unknown): Problem {
  const members = new Map(Object.entries(value ?? {}));
  const text = (name: string) => (typeof members.get(name) === "string" ? String(members.get(name)) : "");
  const recipient: unknown = members.get("recipient");
  const maxAge: unknown = members.get("maxAgeSeconds");
  const acrValues: unknown = members.get("acrValues");
  return {
    status,
    code: text("code"),
    detail: text("detail"),
    recipient: isNamed(recipient) ? recipient.name : null,
    maxAgeSeconds: typeof maxAge === "number" ? maxAge : null,
    acrValues: Array.isArray(acrValues) ? acrValues.map(String) : [],
    state: text("state"),
  };
}

function isNamed(value: unknown): value is { name: string } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}
