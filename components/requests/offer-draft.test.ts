import { expect, test } from "vitest";
import { offerDraft } from "#components/requests/offer-draft.ts";
import { sampleTemplate } from "#tests/factories/sample-catalog.ts";

const request = { lifetimeHours: 720, delivery: "reveal", parameters: { size: "medium" } };
const place = { template: sampleTemplate(), sizeScale: ["small", "medium", "large"], deliveries: ["reveal"] };

test("reads the fields that are otherwise as the changes of an offer, and nothing from a form as it was opened", () => {
  expect(offerDraft(request, request, place)).toEqual({ changes: [], wrong: {} });
  expect(offerDraft(request, { ...request, lifetimeHours: 48, parameters: { size: "small" } }, place)).toEqual({
    changes: [
      { path: "/lifetimeHours", op: "=", value: 48 },
      { path: "/parameters/size", op: "=", value: "small" },
    ],
    wrong: {},
  });
});

test("says at each field why it is not less", () => {
  const values = { ...request, lifetimeHours: undefined, parameters: { size: "large" } };
  expect(offerDraft(request, values, place).wrong).toEqual({
    "/lifetimeHours": "The lifetime offered is a whole number of hours below the 720 asked for.",
    "/parameters/size": "Smaller than what was asked for is small.",
  });
});
