import type { Operation } from "#tests/api/api-document.ts";
import { placesOf, withValue } from "#tests/api/body-places.ts";
import { fitsBody } from "#tests/api/check-answer.ts";
import type { FuzzCase } from "#tests/api/fuzz-cases.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";

/** What an object mapper or a store of documents would take for a condition. */
const operators: readonly unknown[] = [
  { not: "" },
  { contains: "" },
  { startsWith: "" },
  { in: ["payments"] },
  { notIn: [] },
  { equals: "payments" },
  { gt: "" },
  { gte: 0 },
  { OR: [{}] },
  { NOT: {} },
  { path: ["$ne"] },
  { $ne: null },
  { $gt: "" },
  { $regex: ".*" },
  { mode: "insensitive", contains: "" },
  { set: "payments" },
  { increment: 1 },
  { connect: { id: "x" } },
  [],
  ["payments"],
  [{ not: "" }],
  true,
  7.5,
  null,
];

const operatorNames = ["not", "contains", "in", "gte", "OR", "$ne", "path"];
const queryNames = [
  "id",
  "team",
  "state",
  "where",
  "select",
  "include",
  "orderBy",
  "take",
  "skip",
  "OR",
  "AND",
  "NOT",
  "cursor",
  "limit",
];

/** Every place of a call's body, query and path with an operator in place of its value; all are refused with 422. */
export function operatorCases(operation: Operation, good: GoodCall): readonly FuzzCase[] {
  return [...operatorBodies(operation, good), ...operatorQueries(operation), ...operatorIds(operation)];
}

function operatorBodies(operation: Operation, { body = {} }: GoodCall): readonly FuzzCase[] {
  if (operation.body === null) return [];
  const placed = placesOf(operation.body).flatMap(({ names }) =>
    operators.map((value) => ({
      what: `${names.join("/")} = ${JSON.stringify(value)}`,
      body: withValue(body, names, value),
    })),
  );
  const whole = operators.map((value) => ({ what: `the body = ${JSON.stringify(value)}`, body: value }));
  // What the schema takes there is no attack: a boolean in place of a boolean.
  return [...placed, ...whole].filter((one) => !fitsBody(operation, one.body));
}

function operatorQueries(operation: Operation): readonly FuzzCase[] {
  const own = operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const queries = own.flatMap((name) =>
    operatorNames.flatMap((operator) => [`?${name}[${operator}]=x`, `?${name}.${operator}=x`]),
  );
  const others = queryNames.map((name) => `?${name}[not]=x`);
  const plain = queryNames.filter((name) => !own.includes(name)).map((name) => `?${name}=1`);
  const twice = own.map((name) => `?${name}=a&${name}=b`);
  return [...queries, ...others, ...plain, ...twice].map((query) => ({ what: query, query }));
}

function operatorIds({ path }: Operation): readonly FuzzCase[] {
  if (!path.includes("{id}")) return [];
  const ids = operators.map((value) => encodeURIComponent(JSON.stringify(value))).filter((id) => id.includes("%"));
  return ids.map((id) => ({ what: `the id ${decodeURIComponent(id)}`, id }));
}

/** Every value of a query with an operator spelled as text: it is refused, or a text that nothing is called. */
export function spelledOperators(operation: Operation): readonly FuzzCase[] {
  const texts = ['{"not":""}', '{"contains":""}', "not:", "*", "%", "' OR 1=1--", "_%"];
  const own = operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  return own
    .flatMap((name) => texts.map((text) => `?${name}=${encodeURIComponent(text)}`))
    .map((query) => ({ what: query, query }));
}

const surplus: Readonly<Record<string, unknown>> = {
  role: "admin",
  roles: ["admin"],
  platformRoles: ["admin"],
  tenantId: "search",
  team: "search",
  approvedBy: "priya@latchkey.test",
  approval: { stages: [] },
  state: "approved",
  blockedReason: null,
  id: "res_00000000000000000000000000",
  requester: { id: "prn_x" },
  requesterId: "prn_x",
  owner: { id: "prn_x" },
  createdBy: "prn_x",
  decision: { outcome: "auto" },
  outcome: "auto",
  revision: 9,
  holding: false,
  expiresAt: "2099-01-01T00:00:00.000Z",
  isAdmin: true,
};

const poisons: Readonly<Record<string, string>> = {
  __proto__text: `"__proto__":{"admin":true}`,
  escaped: `"\\u005f_proto__":{"admin":true}`,
  constructor: `"constructor":{"prototype":{"admin":true}}`,
  prototype: `"prototype":{"admin":true}`,
};

/** A call with one member more than it takes, in its body and in every object inside, and with names that reach a prototype. */
export function surplusCases(operation: Operation, { body = {} }: GoodCall): readonly FuzzCase[] {
  if (operation.body === null) return [];
  const places = placesOf(operation.body);
  const inside = places
    .filter(({ schema }) => schema.type === "object" || schema.properties !== undefined)
    .map(({ names }) => names);
  const known = new Set(places.map(({ names }) => names.join("/")));
  const more = Object.entries(surplus).flatMap(([name, value]) =>
    [[], ...inside, ...lists(places)].map((at) => ({
      what: `${[...at, name].join("/")}`,
      names: [...at, name],
      value,
    })),
  );
  const added = more
    .filter(({ names }) => !known.has(names.join("/")))
    .map(({ what, names, value }) => ({ what, body: withValue(body, names, value) }));
  const text = JSON.stringify(body);
  const opened = text === "{}" ? "{" : `${text.slice(0, -1)},`;
  const raw = Object.entries(poisons).flatMap(([what, poison]) => [
    { what, raw: `${opened}${poison}}` },
    { what: `${what} inside`, raw: `${opened}"parameters":{${poison}}}` },
    { what: `${what} in a list`, raw: `${opened}"changes":[{${poison}}]}` },
  ]);
  const headers = { "content-type": "application/json" };
  return [...added.filter((one) => !fitsBody(operation, one.body)), ...raw.map((one) => ({ ...one, headers }))];
}

/** Where the objects of lists are. */
function lists(places: ReturnType<typeof placesOf>): readonly (readonly string[])[] {
  const ends = places.flatMap(({ names }) => {
    const at = names.lastIndexOf("0");
    return at < 0 ? [] : [names.slice(0, at + 1).join("/")];
  });
  return [...new Set(ends)].map((at) => at.split("/"));
}
