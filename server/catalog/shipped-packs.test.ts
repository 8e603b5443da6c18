import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { personsNeeded } from "#domain/break-glass/persons-needed.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";
import { decide, emptyLedger, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const shipped = await loadCatalog(join(import.meta.dirname, "../../catalog"));
const packs = [...shipped.packs.values()];

/** The shipped catalog with one pack on the team payments, and its back ends where the pack wants them. */
function under(pack: string, change: Partial<Catalog> = {}): Catalog {
  const backends = [...shipped.backends.values()].map((backend) => ({
    ...backend,
    regions: [...backend.regions, "us-gov-west-1"],
  }));
  return {
    ...shipped,
    backends: new Map(backends.map((backend) => [backend.name, backend])),
    attachments: [{ pack, teams: ["payments"], templates: [], environments: [] }],
    ...change,
  };
}

const maintainedBy = (maintainers: string[]) =>
  new Map([...shipped.templates].map(([id, template]) => [id, { ...template, maintainers }]));

function decideUnder(
  catalog: Catalog,
  body: Partial<SubmitBody> = {},
  change: Parameters<typeof sampleSurroundings>[0] = {},
) {
  return decide(sampleBody(body), sampleSurroundings({ catalog, ...change }));
}

const dana = sampleSurroundings().requester;
const usPerson = { requester: { ...dana, attributes: ["us_person" as const] } };
const withDevice = { state: { ...emptyLedger, recipientDevices: 1 } };

describe("the shipped packs", () => {
  test("are four, and attached nowhere", () => {
    expect([packs.map(({ id }) => id), shipped.attachments]).toEqual([
      ["fedramp-moderate", "hipaa", "itar", "sox"],
      [],
    ]);
  });

  test.each(packs)(
    "$id: each control is enforced or built in, or its gap is said; each rule serves a control",
    (pack) => {
      for (const control of pack.controls) {
        expect([control.id, control.rules.length + control.builtIn.length > 0 || control.gap !== null]).toEqual([
          control.id,
          true,
        ]);
        const naming = pack.rules.filter(({ controls }) => controls.includes(control.id)).map(({ id }) => id);
        expect([control.id, naming]).toEqual([control.id, control.rules]);
      }
      const served = pack.controls.map(({ id }) => id);
      expect(pack.rules.flatMap(({ controls }) => controls).filter((id) => !served.includes(id))).toEqual([]);
    },
  );
});

describe("sox", () => {
  test("asks for an independent approval where there was none, bars maintainers from every stage, keeps seven years", () => {
    const { outcome, effective } = decideUnder(under("sox", { templates: maintainedBy(["omar@latchkey.test"]) }));
    expect(outcome).toBe("needs_approval");
    expect(effective.approvalPlan).toEqual([
      { groups: ["security", "team-leads"], quorum: 1, deadlineHours: 72, distinctFrom: ["maintainer"] },
    ]);
    expect(effective.handling?.retentionDays).toBe(2557);
  });

  test("refuses at submit what only maintainers could approve, and says what would cure it", () => {
    const { outcome, trace } = decideUnder(under("sox"), { environment: "production" });
    expect([outcome, trace[0]?.rule, trace[0]?.message]).toEqual([
      "deny",
      "approval.separation",
      expect.stringMatching(/all of platform maintain .+ Name the people who maintain it in its file/),
    ]);
  });
});

describe("hipaa", () => {
  test("keeps six years, wants a sign-in of 15 minutes, and ends sessions after 15", () => {
    const { outcome, effective } = decideUnder(under("hipaa"));
    expect([outcome, effective.handling]).toMatchObject(["auto", { retentionDays: 2192, revealMaxAgeSeconds: 900 }]);
    expect(shipped.packs.get("hipaa")?.sessionIdleMinutes).toBe(15);
  });

  test("asks two persons for emergency access where it is attached, whatever the catalog says, and nowhere else", () => {
    const catalog = { ...under("hipaa"), breakGlass: { ...shipped.breakGlass, persons: 1 as const } };
    const place = { environment: "production", template: "postgres-small", classification: "internal" };
    expect(["payments", "search"].map((team) => personsNeeded(catalog, { ...place, team }))).toEqual([2, 1]);
    const control = shipped.packs.get("hipaa")?.controls.find(({ id }) => id === "45 CFR 164.312(a)(2)(ii)");
    expect([control?.evidence, control?.gap]).toEqual([
      "emergency-access",
      expect.not.stringContaining("no break-glass"),
    ]);
  });

  test("gives nothing to a service account that names no person", () => {
    const bot = { ...dana, kind: "service_account" as const };
    const named = { ...bot, onBehalfOf: { principalId: "dana", teams: ["payments"], attributes: [] } };
    const outcomes = [bot, named].map((requester) => decideUnder(under("hipaa"), {}, { requester }).outcome);
    expect(outcomes).toEqual(["deny", "auto"]);
  });
});

describe("fedramp-moderate", () => {
  test("wants a step-up, and a back end in an authorized region", () => {
    const { outcome, effective } = decideUnder(under("fedramp-moderate"));
    expect([outcome, effective.region, effective.handling?.revealMaxAgeSeconds]).toEqual([
      "auto",
      "us-gov-west-1",
      900,
    ]);
    const elsewhere = decideUnder(under("fedramp-moderate", { backends: shipped.backends }));
    expect([elsewhere.outcome, elsewhere.effective.backend]).toEqual(["deny", null]);
  });
});

describe("itar", () => {
  test("grants to a U.S. person with a device, in the one region, sealed strictly", () => {
    const { outcome, effective } = decideUnder(under("itar"), {}, { ...usPerson, ...withDevice });
    expect([outcome, effective.region, effective.handling]).toMatchObject([
      "auto",
      "us-gov-west-1",
      { sealing: "strict", attributes: ["us_person"], revealMaxAgeSeconds: 300 },
    ]);
  });

  test.each([
    ["a person of whom the identity provider does not say it", withDevice, "requester.attributes"],
    ["a U.S. person without a device", usPerson, "classification.strict_mode"],
  ])("denies %s", (_who, change, rule) => {
    const { outcome, trace } = decideUnder(under("itar"), {}, change);
    expect([outcome, trace.find(({ result }) => result === "deny")?.rule]).toEqual(["deny", rule]);
  });

  test("denies where no back end lies in the region", () => {
    const catalog = under("itar", { backends: shipped.backends });
    expect(decideUnder(catalog, {}, { ...usPerson, ...withDevice }).outcome).toBe("deny");
  });

  test("asks U.S. persons alone to approve", () => {
    const { effective } = decideUnder(under("itar"), { environment: "production" }, { ...usPerson, ...withDevice });
    expect(effective.approvalPlan).toEqual([
      { groups: ["platform"], quorum: 1, deadlineHours: 72, attributes: ["us_person"] },
    ]);
  });
});
