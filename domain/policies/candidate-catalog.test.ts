import { describe, expect, test } from "vitest";
import { candidateCatalog } from "#domain/policies/candidate-catalog.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";
import { samplePolicy } from "#tests/factories/sample-pack.ts";

const own = samplePolicy({ id: "own", mode: "shadow" });
const packed = samplePolicy({ id: "sox.packed", pack: "sox", rank: "pack" });
const pack = {
  id: "sox",
  title: "SOX",
  version: "1.0.0",
  summary: "",
  maintainers: ["security"],
  rules: [packed],
  controls: [],
  sessionIdleMinutes: null,
  breakGlassPersons: null,
};
const attached = { pack: "sox", teams: ["payments"], templates: [], environments: [] };
const catalog = sampleCatalog({
  policies: new Map([["own", own]]),
  packs: new Map([["sox", pack]]),
  attachments: [attached],
});
const outcome = (rule: string, as: "enforce" | "shadow" | "off") =>
  decide(
    sampleBody(),
    sampleSurroundings({
      catalog: candidateCatalog(catalog, [
        { rule: "sox.packed", as: "off" },
        { rule, as },
      ]),
    }),
  );

describe("candidateCatalog", () => {
  test("puts a rule in force, in shadow mode, and out of the way", () => {
    expect(outcome("own", "enforce").outcome).toBe("deny");
    expect(outcome("own", "shadow")).toMatchObject({ outcome: "auto", shadow: [{ rule: "own", result: "deny" }] });
    expect(outcome("own", "off")).not.toHaveProperty("shadow");
  });

  test("takes a rule of an attached pack out, and leaves the rest of the catalog as it is", () => {
    expect(decide(sampleBody(), sampleSurroundings({ catalog })).outcome).toBe("deny");
    const without = candidateCatalog(catalog, [{ rule: "sox.packed", as: "off" }]);
    expect(decide(sampleBody(), sampleSurroundings({ catalog: without })).outcome).toBe("auto");
    expect(catalog.packs.get("sox")?.rules).toHaveLength(1);
    expect(without.digest).not.toBe(catalog.digest);
  });

  test("is the same catalog where nothing changes", () => {
    expect(candidateCatalog(catalog, [])).toBe(catalog);
    expect(candidateCatalog(catalog, [{ rule: "own", as: "shadow" }])).toBe(catalog);
  });

  test("refuses a rule that no file states, a built-in one too", () => {
    for (const rule of ["nope", "lifetime.cap"]) {
      expect(() => candidateCatalog(catalog, [{ rule, as: "off" }])).toThrow(
        `No file of the catalog states the rule "${rule}"`,
      );
    }
  });
});
