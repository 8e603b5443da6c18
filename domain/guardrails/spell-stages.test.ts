import { expect, test } from "vitest";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

const platform = { groups: ["platform"], quorum: 1, deadlineHours: 72 };

test("spells who is asked, in order, and until when", () => {
  expect(spellStages([platform, { groups: ["security", "team-leads"], quorum: 2, deadlineHours: 4 }])).toBe(
    "1 of platform within 72 h (3 days), then 2 of security or team-leads within 4 h",
  );
});

test("spells who is left out, what they must be, and whom it escalates to", () => {
  const apart = { distinctFrom: ["maintainer" as const], attributes: ["us_person" as const] };
  expect(spellStages([{ ...platform, ...apart, onTimeout: "escalate", escalateTo: ["security", "admin"] }])).toBe(
    "1 of platform within 72 h (3 days) but no maintainer, a U.S. person, and of security or admin too when that has passed",
  );
});
