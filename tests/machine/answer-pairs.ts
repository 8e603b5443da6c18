import { newServiceAccountToken } from "#domain/service-accounts/service-account-token.ts";
import { newGrantId, newId } from "#server/ids/new-id.ts";

/** One call as it is sent. */
export interface Ask {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly token: string;
  readonly body?: object;
}

/** Two calls that a stranger must not tell apart: one about what nobody has, one about what somebody else has. */
export interface AnswerPair {
  readonly name: string;
  readonly status: number;
  unknown(): Ask;
  known(): Ask;
}

/** What is there, and is not the caller's. */
export interface ForeignThings {
  /** Bearer of a person of another team. */
  readonly stranger: string;
  /** Bearer of a service account of the owners' team. */
  readonly bot: string;
  /** A service account token that was revoked. */
  readonly revokedToken: string;
  /** Address of a person who is in no team of the bot's. */
  readonly otherEmail: string;
  readonly request: string;
  readonly resource: string;
  readonly grant: string;
  readonly lease: string;
  readonly serviceAccount: string;
  readonly token: string;
}

/** Builds the pairs; each unknown thing is a new one every time, of the same form. */
export function answerPairs(things: ForeignThings): readonly AnswerPair[] {
  const { stranger: token } = things;
  const read = (name: string, path: string, ids: { unknown(): string; known: string }): AnswerPair => ({
    name,
    status: 404,
    unknown: () => ({ method: "GET", path: `${path}/${ids.unknown()}`, token }),
    known: () => ({ method: "GET", path: `${path}/${ids.known}`, token }),
  });
  const change = (
    name: string,
    path: (id: string) => string,
    { prefix, known }: { prefix: IdPrefix; known: string },
  ) => ({
    name,
    status: 404,
    unknown: (): Ask => ({ method: "POST", path: path(newId(prefix)), token, body: {} }),
    known: (): Ask => ({ method: "POST", path: path(known), token, body: {} }),
  });
  return [
    {
      name: "a token of a service account, revoked",
      status: 401,
      unknown: () => ({ method: "GET", path: "/requests", token: freshToken() }),
      known: () => ({ method: "GET", path: "/requests", token: things.revokedToken }),
    },
    {
      name: "a person of another team",
      status: 422,
      unknown: () => preview(things.bot, `${newId("req").slice(4, 8)}@latchkey.test`),
      known: () => preview(things.bot, things.otherEmail),
    },
    read("a request", "/requests", { unknown: () => newId("req"), known: things.request }),
    read("a resource", "/resources", { unknown: () => newId("res"), known: things.resource }),
    read("a grant", "/grants", { unknown: newGrantId, known: things.grant }),
    read("a lease", "/leases", { unknown: () => newId("ls"), known: things.lease }),
    read("a service account", "/service-accounts", { unknown: () => newId("sa"), known: things.serviceAccount }),
    change("to revoke a token", (id) => `/tokens/${id}/revoke`, { prefix: "tok", known: things.token }),
    change("to rotate a resource", (id) => `/resources/${id}/rotate`, { prefix: "res", known: things.resource }),
    change("to withdraw a request", (id) => `/requests/${id}/withdraw`, { prefix: "req", known: things.request }),
  ];
}

type IdPrefix = Parameters<typeof newId>[0];

function freshToken(): string {
  return newServiceAccountToken().use((bytes) => bytes.toString("ascii"));
}

function preview(token: string, onBehalfOf: string): Ask {
  const place = { team: "payments", environment: "dev", classification: "internal" };
  const body = { template: "postgres-small", name: "a-name", ...place, purpose: "A question.", onBehalfOf };
  return { method: "POST", path: "/policy/preview", token, body };
}

/** What a pair took: medians of as many samples of each, in milliseconds. */
export interface PairFigure {
  readonly unknownMs: number;
  readonly knownMs: number;
  readonly differenceMs: number;
  /** Answers that were not like the first one of the pair, to the byte but for ids of the call. */
  readonly unlike: number;
}

/** Asks each of the two `samples` times over HTTP, in turns whose first is each one's as often. */
export async function comparePair(origin: string, pair: AnswerPair, samples: number): Promise<PairFigure> {
  const took = { unknown: [] as number[], known: [] as number[] };
  const first = await sendAsk(origin, pair.unknown());
  let unlike = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    for (const which of sample % 2 === 0 ? (["unknown", "known"] as const) : (["known", "unknown"] as const)) {
      const one = pair[which]();
      const startedAt = performance.now();
      const answer = await sendAsk(origin, one);
      took[which].push(performance.now() - startedAt);
      if (answer.status !== pair.status || answer.text !== first.text) unlike += 1;
    }
  }
  const [unknownMs, knownMs] = [median(took.unknown), median(took.known)];
  return { unknownMs, knownMs, differenceMs: Math.abs(unknownMs - knownMs), unlike };
}

/** Sends one; the text is the answer without what names the call. */
export async function sendAsk(
  origin: string,
  { method, path, token, body }: Ask,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  const { instance: _, requestId: __, ...told } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, text: JSON.stringify(told) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
