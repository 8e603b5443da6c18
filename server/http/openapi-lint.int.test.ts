import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { openapiDocument } from "#server/http/openapi-document.ts";

const origins = { publicUrl: "https://latchkey.test", revealUrl: "https://reveal.latchkey.test" };

async function lint(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: "/openapi.json", config });
  return problems.map(({ severity, ruleId, message, location: [place] }) => {
    return `${severity} ${ruleId} ${place?.pointer ?? ""} ${message}`;
  });
}

test("the document passes every recommended rule of a third party's linter, without a warning", async () => {
  expect(await lint(openapiDocument(origins))).toEqual([]);
});

test("that linter would say what is wrong with it", async () => {
  const paths = { "/things/{id}": { get: { responses: { 200: { description: "It." } } } } };
  const said = await lint({ ...openapiDocument(origins), paths, webhooks: {}, components: {} });
  expect(said).toEqual(expect.arrayContaining([expect.stringContaining("path-parameters-defined")]));
});
