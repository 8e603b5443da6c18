import { describe, expect, test } from "vitest";
import type { TemplateDocument } from "#domain/catalog/template-document.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { sampleCatalog, sampleTemplate } from "#tests/factories/sample-catalog.ts";
import { sampleBody } from "#tests/factories/sample-evaluation.ts";

const catalogWith = (change: Partial<TemplateDocument>) =>
  sampleCatalog({ templates: new Map([["postgres-small", sampleTemplate(change)]]) });

const rich = catalogWith({
  parameters: {
    schemas: { type: "integer", title: "Schemas", minimum: 1, maximum: 5, default: 1 },
    locale: { type: "string", title: "Locale", enum: ["C", "de"], default: "C" },
    public: { type: "boolean", title: "Public", default: false },
    contact: { type: "string", title: "Contact", maxLength: 20, pattern: "^[a-z]+$" },
  },
  requiredParameters: ["contact"],
});

function refusalOf(body: SubmitBody, catalog = sampleCatalog()) {
  try {
    normaliseDraft(body, catalog);
  } catch (error) {
    if (isAppError(error)) return { code: error.code, path: error.details.path, message: error.message };
    throw error;
  }
  return null;
}

describe("normaliseDraft", () => {
  test("fills in lifetime, size and delivery from the template", () => {
    expect(normaliseDraft(sampleBody(), sampleCatalog())).toEqual({
      ...sampleBody(),
      lifetimeHours: 168,
      parameters: { size: "small" },
      delivery: "reveal",
    });
  });

  test("takes the default size that the template names", () => {
    const draft = normaliseDraft(sampleBody(), catalogWith({ defaultSize: "medium" }));
    expect(draft.parameters).toEqual({ size: "medium" });
  });

  test("keeps the default lifetime within every cap", () => {
    const draft = normaliseDraft(sampleBody({ classification: "confidential" }), sampleCatalog());
    expect(draft.lifetimeHours).toBe(100);
  });

  test("keeps what the body says, over a cap as well", () => {
    const body = sampleBody({ lifetimeHours: 87_600, parameters: { size: "large" } });
    expect(normaliseDraft(body, sampleCatalog())).toMatchObject({
      lifetimeHours: 87_600,
      parameters: { size: "large" },
    });
  });

  test("keeps nothing of the body that a draft does not have", () => {
    expect(normaliseDraft(sampleBody({ onBehalfOf: "dana@latchkey.test" }), sampleCatalog())).not.toHaveProperty(
      "onBehalfOf",
    );
  });

  test("fills in the defaults of further parameters", () => {
    const draft = normaliseDraft(sampleBody({ parameters: { contact: "dana" } }), rich);
    expect(draft.parameters).toEqual({ size: "small", schemas: 1, locale: "C", public: false, contact: "dana" });
  });

  test.each([
    ["an unknown template", { template: "mysql" }, "/template"],
    ["a template named like a method", { template: "constructor" }, "/template"],
    ["an unknown team", { team: "ops" }, "/team"],
    ["an unknown environment", { environment: "prod" }, "/environment"],
    ["an unknown delivery", { delivery: "mail" }, "/delivery"],
    ["an unknown size", { parameters: { size: "tiny" } }, "/parameters/size"],
    ["a size named like a method", { parameters: { size: "constructor" } }, "/parameters/size"],
    ["an unknown parameter", { parameters: { sise: "small" } }, "/parameters/sise"],
    ["a parameter that needs escaping", { parameters: { "a/b~c": 1 } }, "/parameters/a~1b~0c"],
    ["a prototype", { parameters: JSON.parse('{"__proto__":{"size":"large"}}') as {} }, "/parameters/__proto__"],
  ])("refuses %s as an unknown reference", (_, change, path) => {
    expect(refusalOf(sampleBody(change))).toMatchObject({ code: "unknown_reference", path });
  });

  test.each([
    [{ template: "mysql" }, 'There is no template "mysql" here. Known: postgres-small.'],
    [{ team: "ops" }, 'There is no team "ops" here. Known: payments and search.'],
    [{ parameters: { size: "tiny" } }, 'There is no size "tiny" here. Known: small, medium and large.'],
    [{ parameters: { sise: "small" } }, 'There is no parameter "sise" here. Known: size.'],
  ])("says what is known instead of %j", (change, message) => {
    expect(refusalOf(sampleBody(change))?.message).toBe(message);
  });

  test.each([
    ["a size that is no text", { size: 3 }, "/parameters/size"],
    ["a size that is nothing", { size: null }, "/parameters/size"],
    ["a number over its maximum", { contact: "dana", schemas: 6 }, "/parameters/schemas"],
    ["a fraction for a whole number", { contact: "dana", schemas: 1.5 }, "/parameters/schemas"],
    ["text for a number", { contact: "dana", schemas: "2" }, "/parameters/schemas"],
    ["text for a switch", { contact: "dana", public: "true" }, "/parameters/public"],
    ["a value outside the list", { contact: "dana", locale: "fr" }, "/parameters/locale"],
    ["text against its pattern", { contact: "Dana!" }, "/parameters/contact"],
    ["an operator object for text", { contact: { not: "" } }, "/parameters/contact"],
    ["a required parameter left out", {}, "/parameters/contact"],
  ])("refuses %s as invalid input", (_, parameters, path) => {
    expect(refusalOf(sampleBody({ parameters }), rich)).toMatchObject({ code: "invalid_input", path });
  });

  test("repeats at most 64 characters of what was sent", () => {
    expect(refusalOf(sampleBody({ parameters: { size: "x".repeat(10_000) } }))?.message.length).toBeLessThan(200);
  });
});
