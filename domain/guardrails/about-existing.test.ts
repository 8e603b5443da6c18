import { describe, expect, test } from "vitest";
import type { AboutExisting } from "#domain/guardrails/evaluation-input.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { requestDigest } from "#domain/requests/request-digest.ts";
import { withEnvironment } from "#tests/factories/catalog-edits.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const platformStage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const destroying = withEnvironment(sampleCatalog(), "production", { destroyApproval: [platformStage] });

function decideAbout(about: AboutExisting | null, change = {}, catalog = destroying) {
  const { requester, state, now } = sampleSurroundings({ catalog });
  const draft = normaliseDraft(sampleBody(change), catalog);
  return evaluate({ draft, requester, state, catalog, now, ...(about && { about }) });
}

describe("what is asked of a thing that exists", () => {
  test("the first extension is judged as a new thing would be, the next one by a human", () => {
    const rules = (extensions: number) => decideAbout({ kind: "extend", extensions });
    expect(rules(0).outcome).toBe("auto");
    expect(rules(1).outcome).toBe("needs_approval");
    expect(rules(1).effective.approvalPlan).toEqual([
      { groups: ["platform", "team-leads"], quorum: 1, deadlineHours: 72 },
    ]);
    expect(rules(0).effective).toMatchObject({ ...decideAbout(null).effective });
  });

  test("an extension is never judged looser than a new thing", () => {
    for (const change of [{ lifetimeHours: 5000 }, { environment: "production" }, { classification: "restricted" }]) {
      const severity = { auto: 0, needs_approval: 1, deny: 2 };
      const [fresh, longer] = [decideAbout(null, change), decideAbout({ kind: "extend", extensions: 0 }, change)];
      expect(severity[longer.outcome]).toBeGreaterThanOrEqual(severity[fresh.outcome]);
    }
  });

  test("destroying asks whom the environment names and nobody else, whatever a new one would be told", () => {
    const asked = decideAbout({ kind: "destroy" }, { environment: "production", lifetimeHours: 80_000 });
    expect(asked).toMatchObject({ outcome: "needs_approval", effective: { approvalPlan: [platformStage] } });
    expect(asked.trace.map(({ rule }) => rule)).toEqual(["resource.destroy"]);
    expect(decideAbout({ kind: "destroy" }).outcome).toBe("auto");
  });

  test("destroying in an environment that the catalog forgot asks a human, and never nobody", () => {
    const draft = normaliseDraft(sampleBody({ environment: "production" }), destroying);
    const { requester, state, now } = sampleSurroundings({ catalog: destroying });
    const gone = { ...destroying, environments: new Map() };
    const decision = evaluate({ draft, requester, state, catalog: gone, now, about: { kind: "destroy" } });
    expect(decision.outcome).toBe("needs_approval");
    expect(decision.effective.approvalPlan).toEqual([destroying.settings.onEvaluatorError]);
  });

  test("the same draft has another digest for every thing it is asked of, and the old one where none is", () => {
    const decision = decideAbout(null);
    const { template: _, ...draft } = normaliseDraft(sampleBody(), destroying);
    const fields = { ...draft, id: "r", revision: 1, templateVersion: "t@1", requesterId: "p", onBehalfOfId: null };
    const about = { kind: "extend", resourceId: "res_1", unasked: false } as const;
    const digests = [
      requestDigest(fields, decision),
      requestDigest({ ...fields, about }, decision),
      requestDigest({ ...fields, about: { ...about, kind: "destroy" } }, decision),
      requestDigest({ ...fields, about: { ...about, resourceId: "res_2" } }, decision),
      requestDigest({ ...fields, about: { ...about, unasked: true } }, decision),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});
