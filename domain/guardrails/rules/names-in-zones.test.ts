import { describe, expect, it } from "vitest";
import { readDnsName } from "#domain/dns/read-dns-name.ts";
import type { RuleFacts } from "#domain/guardrails/rule.ts";
import { namesInZones } from "#domain/guardrails/rules/names-in-zones.ts";
import { hostileDnsNames } from "#tests/contract-suite/hostile-dns-names.ts";

const human = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const template = {
  parameters: {
    properties: { hosts: { type: "array", title: "Hosts", items: { type: "string", format: "dns-name" } } },
  },
};

function judge(hosts: unknown, { zones = ["payments.test"], foreign = ["search.test", "secret.payments.test"] } = {}) {
  return namesInZones.evaluate({
    draft: { name: "orders-api", parameters: { hosts } },
    template,
    team: { id: "payments", name: "Payments", zones },
    foreignZones: foreign,
    settings: { onEvaluatorError: human },
  } as unknown as RuleFacts);
}

describe("names.zones", () => {
  it.each([["payments.test"], ["api.payments.test"], ["API.Payments.test"], ["xn--bcher-kva.payments.test"]])(
    "lets %s pass for the team whose zone it is in",
    (name) => expect(judge([name]).result).toBe("pass"),
  );

  it.each([
    ["*.payments.test", []],
    ["*.api.payments.test", ["search.test"]],
  ])("sends %s to a human, in plain words", (name, foreign) => {
    const finding = judge(["api.payments.test", name], { foreign });
    expect(finding).toMatchObject({ result: "needs_approval", tightens: { approval: [human] } });
    expect(finding.message).toContain("stands for any name at that place, so a human decides");
  });

  it.each([
    ["search.test", /another team's zone/],
    ["api.search.test", /another team's zone/],
    ["secret.payments.test", /another team's zone/],
    ["a.secret.payments.test", /another team's zone/],
    ["*.payments.test", /stands for secret.payments.test too/],
    ["evilpayments.test", /no zone of Payments/],
    ["payments.test.evil.test", /no zone of Payments/],
    ["payments.test.", /ends in a dot/],
    ["test", /one label/],
    ["10.0.0.1", /address/],
    ["localhost", /belongs to no zone/],
    ["рayments.test", /outside ASCII/],
  ])("refuses %s and says why", (name, reason) => {
    const finding = judge([name]);
    expect(finding.result).toBe("deny");
    expect(finding.message).toMatch(reason);
  });

  it("refuses whatever is asked for by a team without zones, and says who names them", () => {
    const finding = judge(["payments.test"], { zones: [], foreign: [] });
    expect(finding).toMatchObject({ result: "deny", message: expect.stringContaining("teams.yaml") });
    expect(finding.remedy).toBeUndefined();
  });

  it("proposes the names that may stay, or one after the request, and that passes", () => {
    const kept = judge(["api.payments.test", "evil.test"]).remedy;
    expect(kept).toEqual({ path: "/parameters/hosts", op: "=", value: ["api.payments.test"] });
    const made = judge(["evil.test"]).remedy;
    expect(made?.value).toEqual(["orders-api.payments.test"]);
    expect(judge(made?.value).result).toBe("pass");
  });

  it("says nothing of templates without such a parameter, and refuses what is no text", () => {
    expect(judge(undefined).result).toBe("pass");
    for (const odd of [[1], [null], [{}], {}, 7]) expect(judge(odd).result).toBe("deny");
  });

  it(`lets none of ${hostileDnsNames.length} hostile names out of the zone`, () => {
    expect(hostileDnsNames).toHaveLength(1000);
    const passed = hostileDnsNames.filter(({ name }) => judge([name]).result !== "deny");
    for (const { name } of passed) {
      expect(name.toLowerCase()).toMatch(/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*payments\.test$/);
      expect(readDnsName(name)).toMatchObject({ ok: true, name: name.toLowerCase() });
    }
    expect(passed.length).toBeGreaterThan(10);
    expect(passed.length).toBeLessThan(150);
  });
});
