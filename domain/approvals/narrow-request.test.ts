import { describe, expect, test } from "vitest";
import { narrowRequest, type NarrowPlace } from "#domain/approvals/narrow-request.ts";
import type { OfferChange } from "#domain/contracts/request.ts";
import { sampleTemplate } from "#tests/factories/sample-catalog.ts";

const template = sampleTemplate({
  parameters: {
    replicas: { type: "integer", title: "Replicas", minimum: 1, largerIsMore: true },
    share: { type: "number", title: "Share", largerIsMore: true },
    port: { type: "integer", title: "Port" },
    extensions: { type: "string", title: "Extensions" },
    isPublic: { type: "boolean", title: "Public" },
  },
});
const place: NarrowPlace = {
  template,
  sizeScale: ["small", "medium", "large"],
  deliveries: ["reveal", "vault"],
};
const request = {
  name: "orders",
  lifetimeHours: 720,
  delivery: "reveal",
  parameters: { size: "medium", replicas: 3, share: 0.5, port: 5432, extensions: "none", isPublic: true },
};
const set = (path: string, value: unknown): OfferChange => ({ path, op: "=", value });
const narrow = (...changes: OfferChange[]) => narrowRequest(request, changes, place);

describe("narrowRequest", () => {
  test("makes a shorter, smaller request delivered another way, and leaves all else", () => {
    const changes = [set("/lifetimeHours", 72), set("/parameters/size", "small"), set("/delivery", "vault")];
    const more = [set("/parameters/replicas", 1), set("/parameters/share", 0.25)];
    expect(narrow(...changes, ...more)).toEqual({
      isNarrower: true,
      request: {
        ...request,
        lifetimeHours: 72,
        delivery: "vault",
        parameters: { ...request.parameters, size: "small", replicas: 1, share: 0.25 },
      },
    });
  });

  test.each([
    ["/name", "other"],
    ["/team", "search"],
    ["/template", "redis-small"],
    ["/environment", "production"],
    ["/environment", "dev"],
    ["/classification", "public"],
    ["/purpose", "Something else"],
    ["/onBehalfOf", "omar@latchkey.test"],
    ["/requester", "omar"],
    ["/parameters", { size: "small" }],
    ["/parameters/size/0", "s"],
    ["/parameters/__proto__", 1],
    ["/parameters/constructor", 1],
    ["/parameters/port", 5431],
    ["/parameters/extensions", ""],
    ["/parameters/isPublic", false],
    ["/parameters/unknown", 1],
    ["/decision/effective/lifetimeHours", 1],
    ["lifetimeHours", 1],
    ["/lifetimeHours ", 1],
    ["", {}],
  ])("refuses to change %s, and points at the path", (path, value) => {
    expect(narrow(set("/lifetimeHours", 72), set(path, value))).toMatchObject({
      isNarrower: false,
      path: "/changes/1/path",
      reason: expect.stringMatching(/^\S.+\.$/),
    });
  });

  test.each([
    ["/lifetimeHours", 720],
    ["/lifetimeHours", 721],
    ["/lifetimeHours", 0],
    ["/lifetimeHours", -1],
    ["/lifetimeHours", 1.5],
    ["/lifetimeHours", "72"],
    ["/lifetimeHours", Number.NaN],
    ["/lifetimeHours", null],
    ["/parameters/size", "medium"],
    ["/parameters/size", "large"],
    ["/parameters/size", "tiny"],
    ["/parameters/size", 1],
    ["/parameters/replicas", 3],
    ["/parameters/replicas", 4],
    ["/parameters/replicas", 0],
    ["/parameters/replicas", 1.5],
    ["/parameters/share", Number.NEGATIVE_INFINITY],
    ["/parameters/share", "0"],
    ["/delivery", "reveal"],
    ["/delivery", "kubernetes-secret"],
    ["/delivery", ["vault"]],
  ])("refuses %s = %j, and points at the value", (path, value) => {
    expect(narrow(set(path, value))).toMatchObject({
      isNarrower: false,
      path: "/changes/0/value",
      reason: expect.stringMatching(/^[A-Z].+\.$/),
    });
  });

  test("refuses an offer of nothing, and one path twice", () => {
    expect(narrow()).toMatchObject({ isNarrower: false, path: "/changes" });
    const twice = [set("/lifetimeHours", 72), set("/lifetimeHours", 48)];
    expect(narrow(...twice)).toMatchObject({ isNarrower: false, path: "/changes/1/path" });
  });

  test("refuses a smaller size that costs more", () => {
    const sizes = template.sizes.map((size, index) => ({
      ...size,
      spec: { ...size.spec },
      monthlyCost: { amount: 90 - index, currency: "USD" },
    }));
    const dear = { ...place, template: sampleTemplate({ sizes }) };
    expect(narrowRequest(request, [set("/parameters/size", "small")], dear)).toMatchObject({
      isNarrower: false,
      reason: "The template has no smaller size.",
    });
  });
});
