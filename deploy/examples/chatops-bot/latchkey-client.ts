/** The parts of Latchkey's answers that the bot reads; the contract is at `/api/v1/openapi.json`. */
export interface Decision {
  readonly outcome: "auto" | "needs_approval" | "deny";
  readonly trace: readonly TraceEntry[];
}

export interface TraceEntry {
  readonly result: string;
  readonly message: string;
  readonly remedy?: { readonly path: string; readonly op: string; readonly value?: unknown };
}

export interface RequestAnswer {
  readonly id: string;
  readonly state: string;
  readonly decision: Decision;
  readonly approval: { readonly stages: readonly { readonly groups: readonly string[] }[] } | null;
  readonly grants: readonly { readonly url: string }[];
}

interface Template {
  readonly id: string;
  readonly resourceType: string;
}

/** Body of a submit and of a preview. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** Latchkey refused a call; `message` says why in words fit for a channel. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
  }
}

/** Where Latchkey is, and the token of the bot's service account. */
export interface LatchkeyAccess {
  readonly url: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

const triesMax = 3;

/** A client of the few calls that the bot makes. Calls are repeated only where repeating them does no harm. */
export class LatchkeyClient {
  readonly #access: LatchkeyAccess;

  constructor(access: LatchkeyAccess) {
    this.#access = access;
  }

  async templates(): Promise<readonly Template[]> {
    const { items } = await this.#call<{ items: readonly Template[] }>("GET", "/templates");
    return items;
  }

  /** The decision that a submit of the same body would get now; files nothing. */
  preview(body: RequestBody): Promise<Decision> {
    return this.#call<Decision>("POST", "/policy/preview", { body });
  }

  /** Files a request, once per key, and waits until there is something to say about it. */
  submit(body: RequestBody, { key, waitSeconds }: { key: string; waitSeconds: number }): Promise<RequestAnswer> {
    const headers = { "idempotency-key": key, prefer: `wait=${waitSeconds}` };
    return this.#call<RequestAnswer>("POST", "/requests", { body, headers });
  }

  async #call<T>(
    method: string,
    path: string,
    { body, headers = {} }: { body?: RequestBody; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<T> {
    const { url, token, fetch: send = fetch } = this.#access;
    const init: RequestInit = {
      method,
      // A redirect would carry the token to wherever it points.
      redirect: "error",
      headers: {
        accept: "application/json",
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    for (let tries = 1; ; tries += 1) {
      const response = await send(`${url}/api/v1${path}`, init).catch(() => null);
      const document: unknown = (await response?.json().catch(() => null)) ?? null;
      if (response?.ok && document !== null) return document as T;
      const mayPass = response === null || response.status >= 500 || response.status === 429;
      if (!mayPass || tries === triesMax) throw refusalOf(document);
      await new Promise((resolve) => setTimeout(resolve, tries * 500));
    }
  }
}

/** A problem document (RFC 9457) as an error. */
function refusalOf(document: unknown): Refusal {
  const { code, detail } = (document ?? {}) as { code?: unknown; detail?: unknown };
  if (typeof code !== "string" || typeof detail !== "string") {
    return new Refusal("unreachable", "Latchkey does not answer. Nothing is lost: ask again in a moment.");
  }
  return new Refusal(code, detail);
}
