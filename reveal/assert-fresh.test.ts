import { describe, expect, it } from "vitest";
import { assertFresh } from "#reveal/assert-fresh.ts";
import { signInChallenge } from "#reveal/sign-in-challenge.ts";
import { shownSeconds } from "#reveal/shown-seconds.ts";
import { signInNeed } from "#reveal/sign-in-need.ts";
import type { HandlingTier } from "#domain/catalog/handling-tier.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";
import { readSettings } from "#server/settings.ts";
import { samplePack, samplePolicy } from "#tests/factories/sample-pack.ts";
import { sampleCatalog, sampleTier } from "#tests/factories/sample-catalog.ts";

const placed = (grant: { environment: string; classification: string; revealMaxAgeSeconds?: number | null }) => ({
  environment: grant.environment,
  classification: grant.classification,
  resource: { team: "payments" },
  request: { templateId: "postgres-small", handling: { revealMaxAgeSeconds: grant.revealMaxAgeSeconds ?? null } },
});

const now = new Date("2026-03-01T12:00:00Z");
const strong = "urn:example:acr:phr";
const strict = { maxAgeSeconds: 300, acrValues: [strong, "mfa"] };

function refusalOf(signIn: { authTime: Date | null; acr: string | null }, need = strict) {
  try {
    assertFresh(signIn, need, now);
    return null;
  } catch (error) {
    return isAppError(error, "reauthentication_required") ? error : Promise.reject(error);
  }
}

describe("a sign-in for a strict grant", () => {
  it.each([strong, "mfa"])("is enough with the context %s", (acr) => {
    expect(refusalOf({ authTime: now, acr })).toBeNull();
  });

  it.each([null, "", "pwd", "MFA", `${strong} mfa`, `${strong}/`, "mf"])("is refused with the context %o", (acr) => {
    expect(refusalOf({ authTime: now, acr })).toMatchObject({
      message: `This needs a stronger sign-in, by ${strong} or mfa. Sign in again that way to open it.`,
      details: { maxAgeSeconds: 300, acrValues: [strong, "mfa"] },
    });
  });

  it("is refused when it is strong and old, or strong and of no known time, and told both needs", () => {
    for (const authTime of [new Date(now.getTime() - 301_000), null]) {
      const refusal = refusalOf({ authTime, acr: strong });
      expect(refusal).toMatchObject({ details: strict, message: expect.stringContaining("more recent") });
    }
  });

  it("is told what it needs in the words of RFC 9470", async () => {
    const refusal = await refusalOf({ authTime: now, acr: null });
    expect(refusal && signInChallenge(refusal)).toBe(
      `Bearer realm="latchkey", error="insufficient_user_authentication", acr_values="${strong} mfa", max_age="300"`,
    );
  });
});

describe("the contexts that an installation names", () => {
  const acrValues = (text?: string) => readSettings({ NODE_ENV: "test", REVEAL_ACR_VALUES: text }).REVEAL_ACR_VALUES;

  it("are none unless they are named", () => {
    expect([acrValues(), acrValues("phr"), acrValues("phr phrh")]).toEqual([[], ["phr"], ["phr", "phrh"]]);
  });

  it.each([" ", " phr", "phr  phrh", 'phr" x="', "phr\\", "phr\nphrh", "p\u00e4"])("are refused as %o", (text) => {
    expect(() => acrValues(text)).toThrow(/^The setting REVEAL_ACR_VALUES is not valid: must be values/);
  });

  it("are needed for restricted data, for production and for what the catalog does not know, and for nothing else", async () => {
    const by = { catalog: await loadCatalog("catalog"), settings: { REVEAL_ACR_VALUES: ["phr"] } };
    const needed = (environment: string, classification: string) =>
      signInNeed(placed({ environment, classification }), by).acrValues.length === 1;
    const strictOnes = [needed("dev", "restricted"), needed("production", "internal"), needed("gone", "internal")];
    expect(strictOnes).toEqual([true, true, true]);
    expect(needed("dev", "not-in-the-catalog")).toBe(true);
    expect([needed("dev", "internal"), needed("dev", "confidential")]).toEqual([false, false]);
  });
});

describe("the handling table", () => {
  const settings = { REVEAL_ACR_VALUES: [] };
  const needIn = (tiers: readonly HandlingTier[]) => {
    const catalog = sampleCatalog({ tiers: new Map(tiers.map((tier) => [tier.id, tier])) });
    const ageOf = (classification: string, environment = "dev", revealMaxAgeSeconds: number | null = null) =>
      signInNeed(placed({ environment, classification, revealMaxAgeSeconds }), { catalog, settings }).maxAgeSeconds;
    const shownFor = (classification: string) => shownSeconds(classification, catalog);
    return { ageOf, shownFor };
  };

  it("says how old a sign-in may be, and can only make it younger than the floor", () => {
    const { ageOf } = needIn([
      sampleTier("public"),
      sampleTier("internal", { revealMaxAgeMinutes: 10 }),
      sampleTier("confidential", { revealMaxAgeMinutes: 60 }),
      sampleTier("restricted", { revealMaxAgeMinutes: 2 }),
    ]);
    expect(["public", "internal", "confidential", "restricted"].map((id) => ageOf(id))).toEqual([null, 600, 900, 120]);
    expect([ageOf("public", "production"), ageOf("restricted", "production")]).toEqual([300, 120]);
  });

  it("is added to by what was decided for the request, and never loosened", () => {
    const { ageOf } = needIn([sampleTier("internal"), sampleTier("confidential")]);
    expect([ageOf("internal", "dev", 240), ageOf("confidential", "dev", 3600)]).toEqual([240, 900]);
  });

  it("is added to by the rules of the place", () => {
    const pack = samplePack([
      samplePolicy({ when: "true", effect: { kind: "require", require: { revealMaxAgeMinutes: 7 } } }),
    ]);
    const catalog = sampleCatalog({
      packs: new Map([[pack.id, pack]]),
      attachments: [{ pack: pack.id, teams: ["payments"], templates: [], environments: [] }],
    });
    const ageIn = (team: string) =>
      signInNeed(
        { ...placed({ environment: "dev", classification: "internal" }), resource: { team } },
        { catalog, settings },
      );
    expect([ageIn("payments").maxAgeSeconds, ageIn("search").maxAgeSeconds]).toEqual([420, null]);
  });

  it("holds for a class that has no row in it as for the strictest", () => {
    const { ageOf, shownFor } = needIn([sampleTier("internal", { shownSeconds: 60 })]);
    expect([ageOf("internal"), ageOf("confidential"), ageOf("unheard-of")]).toEqual([null, 300, 300]);
    expect([shownFor("internal"), shownFor("confidential"), shownFor("unheard-of")]).toEqual([60, 15, 15]);
  });
});
