import { expect, test } from "vitest";
import { promotionOf } from "#domain/catalog/promotion-of.ts";
import { sampleCatalog, sampleTemplate } from "#tests/factories/sample-catalog.ts";

const from = (environment: string, environments = ["dev", "staging", "production"]) =>
  promotionOf(sampleCatalog({ templates: new Map([["postgres-small", sampleTemplate({ environments })]]) }), {
    template: "postgres-small",
    environment,
  })?.id ?? null;

test("goes on to the next environment in the catalog's order, past one that the template is not offered in", () => {
  expect([from("dev"), from("staging"), from("production")]).toEqual(["staging", "production", null]);
  expect(from("dev", ["dev", "production"])).toBe("production");
});

test("knows nothing of an environment or a template that is gone", () => {
  expect(from("gone")).toBeNull();
  expect(promotionOf(sampleCatalog(), { template: "gone", environment: "dev" })).toBeNull();
});
