import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { answerExample } from "#domain/contracts/examples/answer-example.ts";
import { bodyExamples } from "#domain/contracts/examples/body-examples.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { openapiDocument } from "#server/http/openapi-document.ts";

interface Media {
  readonly schema: object;
  readonly example?: unknown;
}
interface Content {
  readonly content?: Record<string, Media>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: Content;
  readonly responses: Record<string, Content>;
}

const document = JSON.parse(
  JSON.stringify(openapiDocument({ publicUrl: "https://latchkey.example", revealUrl: "https://reveal.example" })),
) as { readonly paths: Record<string, Record<string, Operation>>; readonly components: object };
const operations = Object.values(document.paths).flatMap((item) =>
  Object.entries(item).flatMap(([method, operation]) => (method === "servers" ? [] : [operation])),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (on: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: "document", components: document.components });

const validators = new Map<string, ReturnType<typeof ajv.compile>>();

/** What is wrong with a value by a schema of the document, as a third party's validator reads it. */
function faultsOf(schema: object, value: unknown): unknown {
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
  const validate = validators.get(text) ?? ajv.compile(JSON.parse(text) as object);
  validators.set(text, validate);
  return validate(value) ? null : validate.errors;
}

test("every body has an example that fits its schema, and so does every answer in JSON but the contract's own", () => {
  const without: string[] = [];
  for (const { operationId, requestBody, responses } of operations) {
    for (const [where, { content = {} }] of [["body", requestBody ?? {}] as const, ...Object.entries(responses)]) {
      for (const [type, { schema, example }] of Object.entries(content)) {
        if (type === "application/problem+json") continue;
        if (example === undefined) without.push(`${operationId} ${where}`);
        else expect(faultsOf(schema, example), `${operationId} ${where}`).toBeNull();
      }
    }
  }
  expect(without).toEqual(["showOpenapi 200"]);
});

test("the schemas that check the calls take every example as well", () => {
  const faults = routes.flatMap(({ id, body, answer }) => {
    const example = answerExample(answer.schema);
    const ofBody = body?.safeParse(bodyExamples[id] ?? {}).error;
    const ofAnswer = example === undefined ? undefined : answer.schema.safeParse(example).error;
    return [ofBody, ofAnswer].filter((error) => error !== undefined).map(({ message }) => `${id}: ${message}`);
  });
  expect(faults).toEqual([]);
});

test("a validator of the document refuses what does not fit", () => {
  const submit = operations.find(({ operationId }) => operationId === "submitRequest");
  const schema = submit?.requestBody?.content?.["application/json"]?.schema ?? {};
  expect(faultsOf(schema, { ...bodyExamples.submitRequest, name: "NO" })).not.toBeNull();
  expect(faultsOf(schema, { ...bodyExamples.submitRequest, extra: 1 })).not.toBeNull();
});
