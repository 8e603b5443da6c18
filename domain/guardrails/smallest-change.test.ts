import { describe, expect, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { smallestChange } from "#domain/guardrails/smallest-change.ts";
import { sampleCatalog, sampleCell, sampleMatrix, sampleTemplate } from "#tests/factories/sample-catalog.ts";
import { decide, emptyLedger, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const taken = ["orders", "orders-2"];

/** Decides in a catalog in which some names are taken everywhere. */
function decideIn(catalog: Catalog, body: SubmitBody): Decision {
  const state = { ...emptyLedger, nameTaken: taken.includes(body.name), similarNames: taken };
  return decide(body, sampleSurroundings({ catalog, state }));
}

async function search(catalog: Catalog, body: SubmitBody) {
  let evaluations = 0;
  const change = await smallestChange({
    bodies: bothOf(catalog, body),
    decision: decideIn(catalog, body),
    catalog,
    decide: async (changed) => {
      evaluations += 1;
      return decideIn(catalog, changed);
    },
  });
  return { change, evaluations };
}

/** Filled in, and as it was sent: what is left out may come out otherwise in another place. */
function bothOf(catalog: Catalog, body: SubmitBody): [SubmitBody, SubmitBody] {
  const { lifetimeHours, parameters, delivery } = normaliseDraft(body, catalog);
  return [{ ...body, lifetimeHours, parameters, delivery }, body];
}

describe("smallestChange", () => {
  const free = (change: Partial<SubmitBody>) => sampleBody({ name: "free", ...change });
  const asksOver = (hours: number) =>
    sampleMatrix({ cells: { dev: { internal: sampleCell({ lifetimeHoursMax: hours }) } } });

  test("shortens the lifetime to the longest that is granted", async () => {
    const { change } = await search(sampleCatalog(), free({ lifetimeHours: 4000 }));
    expect(change).toEqual([{ path: "/lifetimeHours", op: "=", value: 720 }]);
  });

  test("finds where a rule without a remedy flips", async () => {
    const catalog = sampleCatalog({ matrices: new Map([["sample", asksOver(333)]]) });
    const { change } = await search(catalog, free({ lifetimeHours: 334 }));
    expect(change).toEqual([{ path: "/lifetimeHours", op: "=", value: 333 }]);
  });

  test("names every change where one alone is not enough", async () => {
    const { change } = await search(sampleCatalog(), free({ lifetimeHours: 4000, parameters: { size: "large" } }));
    expect(change).toEqual([
      { path: "/lifetimeHours", op: "=", value: 720 },
      { path: "/parameters/size", op: "=", value: "medium" },
    ]);
  });

  test("proposes the nearest environment that asks nobody", async () => {
    const { change } = await search(sampleCatalog(), free({ environment: "production" }));
    expect(change).toEqual([{ path: "/environment", op: "=", value: "staging" }]);
  });

  test("finds nothing where only another classification would help", async () => {
    const catalog = sampleCatalog({
      templates: new Map([["postgres-small", sampleTemplate({ classifications: ["public"] })]]),
    });
    expect((await search(catalog, free({}))).change).toBeNull();
  });

  test("names another team only where a remedy does", async () => {
    const { change } = await search(sampleCatalog(), free({ team: "search" }));
    expect(change).toEqual([{ path: "/team", op: "=", value: "payments" }]);
  });
});
