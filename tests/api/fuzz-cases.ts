import fc from "fast-check";
import type { JsonSchema } from "#server/http/openapi-schemas.ts";
import type { Operation } from "#tests/api/api-document.ts";
import { placesOf, withValue } from "#tests/api/body-places.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";
import { spellQuery } from "#tests/api/target-of.ts";
import { resolve, valueOf } from "#tests/api/value-of-schema.ts";

/** One call to try: what it changes of a good one. */
export interface FuzzCase {
  readonly what: string;
  readonly id?: string;
  /** With its question mark. */
  readonly query?: string;
  readonly body?: unknown;
  /** Sent as it is in place of a body. */
  readonly raw?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it must be refused, whatever its body's schema says. */
  readonly isRefused?: boolean;
}

const json = { "content-type": "application/json" };

/** Calls whose every part fits its schema: a good call with parts of it made up anew. */
export function fittingCases(operation: Operation, good: GoodCall, { seed, count }: Draw): readonly FuzzCase[] {
  const ids = operation.parameters.filter((parameter) => parameter.in === "path").map(({ schema }) => valueOf(schema));
  const queries = operation.parameters.filter((parameter) => parameter.in === "query");
  const query = fc.record(Object.fromEntries(queries.map(({ name, schema }) => [name, valueOf(schema)])), {
    requiredKeys: [],
  });
  const one = fc.record({
    id:
      ids[0] === undefined
        ? fc.constant(undefined)
        : fc.oneof({ weight: 3, arbitrary: fc.constant(good.id) }, { weight: 1, arbitrary: ids[0] }),
    query: query.map(spellQuery),
    body: operation.body === null ? fc.constant(undefined) : bodyLike(operation.body, good.body ?? {}),
  });
  return fc
    .sample(one, { seed, numRuns: count })
    .map((parts) => ({ what: "fitting", ...(parts as Partial<FuzzCase>) }));
}

interface Draw {
  readonly seed: number;
  readonly count: number;
}

/** Bodies that fit, each of whose members is the good one's or made up. */
function bodyLike(given: JsonSchema, good: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  const picks = Object.fromEntries(Object.keys(good).map((name) => [name, fc.integer({ min: 0, max: 3 })]));
  return fc.tuple(valueOf(schema), fc.record(picks)).map(([made, picked]) => {
    const kept = Object.entries(good).filter(([name]) => picked[name] !== 0);
    const isUnion = schema.oneOf !== undefined || schema.anyOf !== undefined;
    return isUnion ? made : { ...(made as object), ...Object.fromEntries(kept) };
  });
}

/** Calls that are wrong in one place, each of a kind of its own. */
export function wrongCases(operation: Operation, good: GoodCall): readonly FuzzCase[] {
  const body = good.body ?? {};
  const isForm = operation.body !== null && operation.bodyType !== "application/json";
  const texts = isForm ? wrongForms : wrongTexts(body);
  return [
    ...(operation.body === null ? [] : [...wrongBodies(operation.body, body), ...texts]),
    ...wrongQueries(operation),
    ...(operation.path.includes("{id}") ? wrongIds : []),
    ...oddHeaders(operation, body),
  ];
}

const wrongValues: readonly unknown[] = [
  null,
  true,
  7.5,
  -1,
  1e308,
  "",
  [],
  {},
  { not: "" },
  ["x"],
  [[]],
  "\0",
  "a\0b",
  "\ud800",
  "\u202e\u0007\u001b[31m",
  "__proto__",
  "𝒳".repeat(40),
  "x".repeat(5_000),
];

function wrongBodies(schema: JsonSchema, body: Readonly<Record<string, unknown>>): readonly FuzzCase[] {
  const places = placesOf(schema);
  const cases = places.flatMap(({ names, schema: of, isRequired }) => {
    const at = names.join("/");
    const values = [...wrongValues, ...beyondBounds(of)];
    const missing = isRequired ? [{ what: `without ${at}`, body: withValue(body, names, undefined) }] : [];
    return [
      ...missing,
      ...values.map((value) => ({
        what: `${at} = ${JSON.stringify(value).slice(0, 40)}`,
        body: withValue(body, names, value),
      })),
    ];
  });
  return [...cases, { what: "a member too many", body: { ...body, surplus: 1 } }];
}

function beyondBounds({ minimum, maximum, maxLength, minLength, maxItems, items }: JsonSchema): readonly unknown[] {
  return [
    ...(typeof minimum === "number" ? [minimum - 1] : []),
    ...(typeof maximum === "number" ? [maximum + 1] : []),
    ...(typeof maxLength === "number" ? ["x".repeat(maxLength + 1), "é".repeat(maxLength)] : []),
    ...(typeof minLength === "number" && minLength > 0 ? ["x".repeat(minLength - 1), " "] : []),
    ...(typeof maxItems === "number" && items !== undefined ? [Array.from({ length: maxItems + 1 }, () => "x")] : []),
  ];
}

function wrongTexts(body: object): readonly FuzzCase[] {
  const text = JSON.stringify(body);
  const opened = text === "{}" ? "{" : `${text.slice(0, -1)},`;
  const refused = (what: string, raw: BodyInit, headers: Record<string, string> = json) => ({
    what,
    raw,
    headers,
    isRefused: true,
  });
  return [
    refused("truncated JSON", text.slice(0, -1)),
    refused("a key named twice", `${opened}"again":1,"again":2}`),
    refused("__proto__", `${opened}"__proto__":{"admin":true}}`),
    refused("constructor.prototype", `${opened}"constructor":{"prototype":{"admin":true}}}`),
    refused("null", "null"),
    refused("a list", "[]"),
    refused("a text", '"x"'),
    refused("no JSON", "{'a':1}"),
    refused("a byte order mark twice", `\ufeff\ufeff${text}`),
    refused("no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    refused("deep", "[".repeat(5_000)),
    refused("more than 64 KB", `"${"x".repeat(70_000)}"`),
    refused("a number beyond a double", `${opened}"n":1e999}`),
    refused("text/plain", text, { "content-type": "text/plain" }),
    refused("a form", "a=1", { "content-type": "application/x-www-form-urlencoded" }),
    refused("no media type", Buffer.from(text), {}),
    refused("gzip", Buffer.from(text), { ...json, "content-encoding": "gzip" }),
    { what: "no body", raw: "", headers: json },
    { what: "white space around", raw: `\n ${text}\t`, headers: { "content-type": "Application/JSON; charset=utf-8" } },
  ];
}

const form = { "content-type": "application/x-www-form-urlencoded" };

const wrongForms: readonly FuzzCase[] = [
  { what: "JSON in place of a form", raw: "{}", headers: json, isRefused: true },
  { what: "text/plain", raw: "a=1", headers: { "content-type": "text/plain" }, isRefused: true },
  { what: "no form", raw: "&&&===%%%", headers: form, isRefused: true },
  { what: "no UTF-8", raw: Buffer.from([0xff, 0x3d, 0xfe]), headers: form, isRefused: true },
  { what: "more than 64 KB", raw: `a=${"x".repeat(70_000)}`, headers: form, isRefused: true },
  { what: "a field twice", raw: "grant_type=a&grant_type=b", headers: form, isRefused: true },
  { what: "__proto__", raw: "__proto__=1&__proto__[x]=1", headers: form, isRefused: true },
];

function wrongQueries(operation: Operation): readonly FuzzCase[] {
  const refused = (query: string) => ({
    what: `query ${query.slice(0, 40)}`,
    query,
    isRefused: operation.scope !== null,
  });
  const names = operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const anywhere = [
    "?surplus=1",
    "?__proto__=1",
    "?__proto__[x]=1",
    "?constructor=1",
    "?toString=1",
    "?x=%00",
    "?x=%ED%A0%80",
    "?=1",
    `?x=${"y".repeat(3_000)}`,
  ];
  const own = names.flatMap((name) => [
    `?${name}=a&${name}=b`,
    `?${name}=%00`,
    `?${name}[not]=x`,
    `?${name}=${"y".repeat(3_000)}`,
  ]);
  const odd = names.flatMap((name) =>
    ["%ED%A0%80", "%E0%A4%A", "", "%C3%A9", "-1", "1e9", "%F0%9D%92%B3"].map((value) => ({
      what: `query ${name}=${value}`,
      query: `?${name}=${value}`,
    })),
  );
  return [...[...anywhere, ...own].map(refused), ...odd];
}

const wrongIds: readonly FuzzCase[] = [
  "%00",
  "..%2f",
  "é",
  "%E0%A4%A",
  "x".repeat(300),
  "a%20b",
  "*",
  "%7B%22not%22%3A%22%22%7D",
  "'--",
  "<script>",
].map((id) => ({ what: `id ${id.slice(0, 20)}`, id, isRefused: true }));

function oddHeaders({ body: schema, scope }: Operation, body: object): readonly FuzzCase[] {
  const base = schema === null ? {} : { body };
  const odd = (headers: Record<string, string>) => ({
    what: `header ${JSON.stringify(headers).slice(0, 60)}`,
    headers,
    ...base,
  });
  const unsigned = (authorization: string) => ({ ...odd({ authorization }), isRefused: scope !== null });
  return [
    unsigned("Bearer x"),
    unsigned("Bearer latchkey_sa_x"),
    unsigned("Basic eDp4"),
    unsigned("Bearer eyJhbGciOiJub25lIn0.e30."),
    unsigned(`Bearer ${"x".repeat(6_000)}`),
    unsigned(""),
    odd({ "x-request-id": "x".repeat(500) }),
    odd({ "x-request-id": "<script>" }),
    odd({ "x-http-method-override": "DELETE" }),
    odd({ accept: "text/html" }),
    odd({ prefer: "wait=0" }),
    odd({ prefer: "wait=x, respond-async" }),
    odd({ "idempotency-key": "" }),
    odd({ "idempotency-key": "x".repeat(300) }),
    odd({ "idempotency-key": "é" }),
    odd({ "last-event-id": "-1" }),
    odd({ "last-event-id": "9".repeat(40) }),
    odd({ "x-forwarded-host": "evil.example" }),
    odd({ "x-middleware-subrequest": "middleware" }),
    odd({ cookie: "latchkey-3000-session=x" }),
  ];
}
