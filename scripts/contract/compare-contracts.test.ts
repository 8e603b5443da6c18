import { expect, test } from "vitest";
import { compareContracts } from "#scripts/contract/compare-contracts.ts";
import { currentContract } from "#scripts/contract/current-contract.ts";
import type { Json } from "#scripts/contract/read-schema.ts";

/** A small contract; each case is one change of it, by JSON Pointer. */
const contract = {
  openapi: "3.1.0",
  paths: {
    "/things": {
      post: {
        operationId: "makeThing",
        security: [{ bearer: ["things:write"] }],
        parameters: [
          { name: "Prefer", in: "header", required: false, schema: { type: "string" } },
          { name: "limit", in: "query", required: false, schema: { type: "integer", minimum: 1, maximum: 100 } },
        ],
        requestBody: {
          required: false,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Body" } } },
        },
        responses: {
          "201": {
            description: "It.",
            headers: { Location: { schema: { type: "string" } } },
            content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
          },
          "409": { $ref: "#/components/responses/409" },
        },
      },
    },
  },
  webhooks: {
    "thing.made": {
      post: {
        operationId: "onThingMade",
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
        responses: {},
      },
    },
  },
  components: {
    responses: {
      "409": {
        description: "A conflict.",
        content: {
          "application/problem+json": {
            schema: {
              allOf: [{ $ref: "#/components/schemas/Problem" }, { properties: { code: { enum: ["taken", "late"] } } }],
            },
          },
        },
      },
    },
    schemas: {
      Problem: {
        type: "object",
        properties: { code: { type: "string" }, detail: { type: "string" } },
        required: ["code"],
      },
      Body: {
        type: "object",
        additionalProperties: false,
        properties: {
          name: { type: "string", minLength: 3, maxLength: 25, pattern: "^[a-z]+$" },
          kind: { type: "string", enum: ["small", "large"] },
          note: { anyOf: [{ type: "string" }, { type: "null" }] },
          count: { type: "integer" },
        },
        required: ["name"],
      },
      Thing: {
        type: "object",
        properties: {
          id: { type: "string" },
          state: { type: "string", enum: ["new", "ready"] },
          at: { type: "string", format: "date-time" },
          note: { anyOf: [{ type: "string" }, { type: "null" }] },
          size: { type: "number" },
          tags: { type: "array", items: { type: "string" } },
          parts: { type: "array", items: { $ref: "#/components/schemas/Thing" } },
        },
        required: ["id", "state"],
      },
    },
  },
};

const post = "/paths/~1things/post";
const body = "/components/schemas/Body";
const thing = "/components/schemas/Thing";

/** Gives the contract with one value set, or removed where it is undefined. */
function withChange(pointer: string, value: unknown): Json {
  const copy = JSON.parse(JSON.stringify(contract)) as Record<string, unknown>;
  const keys = pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/"));
  const last = keys.pop() ?? "";
  const at = keys.reduce<Record<string, unknown>>((part, key) => part[key] as Record<string, unknown>, copy);
  if (value !== undefined) at[last] = value;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return copy;
}

test.for<[string, string, unknown]>([
  ["POST /things is gone.", post, undefined],
  ["POST /things: its operationId was makeThing and is createThing.", `${post}/operationId`, "createThing"],
  [
    "POST /things: it asked for bearer things:write and asks for bearer all.",
    `${post}/security`,
    [{ bearer: ["all"] }],
  ],
  ["POST /things, header parameter Prefer is gone.", `${post}/parameters/0`, undefined],
  ["POST /things, query parameter limit is required now.", `${post}/parameters/1/required`, true],
  ["POST /things, query parameter limit: maximum was 100 and is 50.", `${post}/parameters/1/schema/maximum`, 50],
  ["POST /things, query parameter limit: minimum was 1 and is 2.", `${post}/parameters/1/schema/minimum`, 2],
  [
    "POST /things, query parameter team is new and required.",
    `${post}/parameters/2`,
    { name: "team", in: "query", required: true, schema: { type: "string" } },
  ],
  ["POST /things: it takes no body any more.", `${post}/requestBody`, undefined],
  ["POST /things: the body is required now.", `${post}/requestBody/required`, true],
  ["POST /things: the body is no application/json any more.", `${post}/requestBody/content`, {}],
  ["POST /things, body.count is gone.", `${body}/properties/count`, undefined],
  ["POST /things, body.kind is required now.", `${body}/required`, ["name", "kind"]],
  ['POST /things, body.kind is never "large" any more.', `${body}/properties/kind/enum`, ["small"]],
  ["POST /things, body.count takes fixed values alone now.", `${body}/properties/count/enum`, [1, 2]],
  ["POST /things, body.count was integer and is string.", `${body}/properties/count/type`, "string"],
  ["POST /things, body.note may not be null any more.", `${body}/properties/note`, { type: "string" }],
  ["POST /things, body.name: maxLength was 25 and is 10.", `${body}/properties/name/maxLength`, 10],
  ['POST /things, body.name: pattern was "^[a-z]+$" and is "^[a-y]+$".', `${body}/properties/name/pattern`, "^[a-y]+$"],
  ["POST /things: it does not answer 409 any more.", `${post}/responses/409`, undefined],
  ["POST /things: it can answer 202 now.", `${post}/responses/202`, { description: "Later." }],
  ["POST /things 201: the header Location is gone.", `${post}/responses/201/headers/Location`, undefined],
  ["POST /things 201: the answer is no application/json any more.", `${post}/responses/201/content`, {}],
  ["POST /things 201, answer.size is gone.", `${thing}/properties/size`, undefined],
  ["POST /things 201, answer.state may be left out now.", `${thing}/required`, ["id"]],
  ['POST /things 201, answer.state can be "gone" now.', `${thing}/properties/state/enum`, ["new", "ready", "gone"]],
  ['POST /things 201, answer.state is never "ready" any more.', `${thing}/properties/state/enum`, ["new"]],
  ["POST /things 201, answer.state has no fixed values any more.", `${thing}/properties/state/enum`, undefined],
  ["POST /things 201, answer.size may be null now.", `${thing}/properties/size/type`, ["number", "null"]],
  [
    "POST /things 201, answer.id was string and is string or integer.",
    `${thing}/properties/id/type`,
    ["string", "integer"],
  ],
  ["POST /things 201, answer.tags[] was string and is integer.", `${thing}/properties/tags/items/type`, "integer"],
  ['POST /things 201, answer.at: format was "date-time" and is "date".', `${thing}/properties/at/format`, "date"],
  [
    'POST /things 409, problem.code is never "late" any more.',
    "/components/responses/409/content/application~1problem+json/schema/allOf/1/properties/code/enum",
    ["taken"],
  ],
  ["The event thing.made is gone.", "/webhooks/thing.made", undefined],
  ["The event thing.made, body.size is gone.", `${thing}/properties/size`, undefined],
])("breaks clients: %s", ([sentence, pointer, value]) => {
  expect(compareContracts(contract, withChange(pointer, value)).breaking).toContain(sentence);
});

test.for<[string, string, unknown]>([
  ["GET /things is new.", "/paths/~1things/get", { operationId: "listThings", responses: {} }],
  ["POST /things: it asked for bearer things:write and asks for no sign-in.", `${post}/security`, []],
  [
    "POST /things, query parameter team is new.",
    `${post}/parameters/2`,
    { name: "team", in: "query", schema: { type: "string" } },
  ],
  ["POST /things, query parameter limit: maximum was 100 and is 500.", `${post}/parameters/1/schema/maximum`, 500],
  ["POST /things, body.name may be left out now.", `${body}/required`, []],
  ["POST /things, body.more is new.", `${body}/properties/more`, { type: "string" }],
  ['POST /things, body.kind can be "huge" now.', `${body}/properties/kind/enum`, ["small", "large", "huge"]],
  ["POST /things, body.count was integer and is number.", `${body}/properties/count/type`, "number"],
  ['POST /things, body.name: pattern was "^[a-z]+$" and is not set.', `${body}/properties/name/pattern`, undefined],
  ["POST /things: it can answer 404 now.", `${post}/responses/404`, { description: "Not there." }],
  ["POST /things 201: the header ETag is new.", `${post}/responses/201/headers/ETag`, { schema: { type: "string" } }],
  ["POST /things 201, answer.more is new.", `${thing}/properties/more`, { type: "string" }],
  ["POST /things 201, answer.tags is required now.", `${thing}/required`, ["id", "state", "tags"]],
  ["POST /things 201, answer.note may not be null any more.", `${thing}/properties/note`, { type: "string" }],
  ["POST /things 201, answer.size was number and is integer.", `${thing}/properties/size/type`, "integer"],
  [
    'POST /things 409, problem.code can be "full" now.',
    "/components/responses/409/content/application~1problem+json/schema/allOf/1/properties/code/enum",
    ["taken", "late", "full"],
  ],
  ["The event thing.lost is new.", "/webhooks/thing.lost", { post: { operationId: "onThingLost", responses: {} } }],
  ["Texts, examples or the order of things changed.", "/paths/~1things/post/summary", "Make a thing"],
])("breaks nobody: %s", ([sentence, pointer, value]) => {
  const { breaking, additive } = compareContracts(contract, withChange(pointer, value));
  expect(breaking).toEqual([]);
  expect(additive).toContain(sentence);
});

test("finds no difference between a contract and itself, the whole of ours included", () => {
  const none = { breaking: [], additive: [] };
  expect(compareContracts(contract, contract)).toEqual(none);
  expect(compareContracts(currentContract(), currentContract())).toEqual(none);
});

test("finds each operation and each field of ours that goes", () => {
  const ours = currentContract();
  const { Request, ...schemas } = (ours.components as { schemas: Record<string, Json> }).schemas;
  const { digest: _, ...properties } = (Request ?? {}).properties as Json;
  const without = {
    ...ours,
    components: { ...(ours.components as Json), schemas: { ...schemas, Request: { ...Request, properties } } },
  };
  const { breaking } = compareContracts(ours, without);
  expect(breaking).toContain("GET /requests/{id} 200, answer.digest is gone.");
  expect(breaking).toContain("GET /requests 200, answer.items[].digest is gone.");
});
