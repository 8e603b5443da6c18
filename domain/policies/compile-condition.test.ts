import { describe, expect, test } from "vitest";
import { compileCondition } from "#domain/policies/compile-condition.ts";
import type { ConditionFacts } from "#domain/policies/condition-facts.ts";

const facts = (parameters: Readonly<Record<string, unknown>> = {}): ConditionFacts => ({
  request: {
    name: "orders",
    team: "payments",
    environment: "dev",
    template: "postgres-small",
    classification: "confidential",
    classificationRank: 2n,
    lifetimeHours: 168n,
    delivery: "reveal",
    purpose: "Orders service",
    size: "small",
    sizeRank: 0n,
    monthlyCost: 9,
    totalCost: 2.07,
    parameters: {
      size: "small",
      replicas: 3n,
      ratio: 0.5,
      tags: ["a", "b"],
      nested: { on: true },
      nothing: null,
      ...parameters,
    },
  },
  requester: { kind: "user", teams: ["payments", "search"], roles: [], usPerson: false, onBehalfOfPerson: false },
  template: { resourceType: "postgres-database", maintainers: ["platform"] },
  environment: { regions: [], asksHuman: false, frozen: false, rank: 0n },
  usage: { holding: 3n, devices: 0n },
});
const listOf = (length: number) => Array.from({ length }, (_, index) => `v${index}`);

/** What the library answers, so that an upgrade that changes an answer is seen. */
describe("compileCondition answers", () => {
  test.each([
    // lists and macros
    ['"payments" in requester.teams', true],
    ['requester.teams.all(t, t != "platform")', true],
    ['requester.teams.exists(t, t == "search")', true],
    ['requester.teams.exists_one(t, t.startsWith("p"))', true],
    ['requester.teams.filter(t, t.endsWith("h")).size() == 1', true],
    ["requester.teams.map(t, [t]).exists(l, l == ['search'])", true],
    ["requester.roles.all(r, false)", true],
    ["requester.roles.exists(r, true)", false],
    ['["dev", "staging"].exists(e, e == request.environment)', true],
    ["requester.teams.exists(t, template.maintainers.exists(m, m == t))", false],
    // missing fields, and what absorbs them
    ["has(request.parameters.size)", true],
    ["has(request.parameters.absent)", false],
    ["has(request.parameters.constructor)", false],
    ["has(request.parameters.__proto__)", false],
    ["has(request.parameters.nothing)", true],
    ["true || request.parameters.absent == 1", true],
    ["request.parameters.absent == 1 || true", true],
    ["false && request.parameters.absent == 1", false],
    ["request.parameters.absent == 1 && false", false],
    ['requester.teams.exists(t, t == "search" || request.parameters.absent == 1)', true],
    ["has(request.parameters.absent) && request.parameters.absent == 1", false],
    // optional access
    ['request.parameters[?"replicas"].orValue(1) == 3', true],
    ['request.parameters[?"absent"].orValue(1) == 1', true],
    ["request.parameters.?absent.hasValue()", false],
    // numbers
    ["request.lifetimeHours > 24 * 6", true],
    ["request.monthlyCost <= 9.0", true],
    ["request.monthlyCost < 10", true],
    ["request.parameters.replicas == 3", true],
    ["request.parameters.ratio == 0.5", true],
    ["7 / 2 == 3 && -7 / 2 == -3 && 7 % 2 == 1", true],
    // text and the rest
    ['request.name + "-" + request.environment == "orders-dev"', true],
    ['request.purpose.contains("service") && request.purpose.lowerAscii().startsWith("orders")', true],
    ["request.parameters.nested.on == true", true],
    ["request.parameters.nothing == null", true],
    ["request.classificationRank >= 2 ? !requester.usPerson : false", true],
    ['request.parameters.tags == ["a", "b"]', true],
    ["type(request.parameters.size) == string", true],
  ] as const)("%s: %s", (source, answer) => {
    expect(compileCondition(source).holds(facts())).toBe(answer);
  });
});

describe("compileCondition refuses", () => {
  const deep = `${"!(".repeat(45)}true${")".repeat(45)}`;
  const nodes = Array.from({ length: 150 }, () => 'request.name != "x"').join(" && ");
  const doubled = "cel.bind(a, request.name + request.name, a.contains('x'))";
  test.each([
    ["", "it is no CEL", /./],
    ["request.enviroment == 'dev'", "a misspelt field", /No such key: enviroment/],
    ["requests.name == 'x'", "a misspelt variable", /Unknown variable: requests/],
    ["request.name", "text", /gives string, not true or false/],
    ["1", "a number", /gives int, not true or false/],
    ["request.parameters.size", "what may be anything", /gives dyn, not true or false/],
    ["request.lifetimeHours == 1.0", "a comparison of a whole number and a broken one", /no such overload/i],
    ["request.name > 3", "a comparison of text and number", /no such overload/i],
    ["request.name =", "an unfinished condition", /Unexpected|Expected/],
    ["request.name.matches('^(a+)+$')", "matches", /matches\(\) is not offered: use startsWith/],
    ["'x'.matches(request.name) || true", "matches anywhere", /matches\(\) is not offered/],
    [doubled, "bind", /bind\(\) is not offered/],
    [
      "requester.teams.all(a, requester.teams.all(b, requester.teams.all(c, a == c)))",
      "three nested macros",
      /more than 2 deep/,
    ],
    [
      "requester.teams.filter(a, requester.teams.exists(b, requester.teams.exists(c, c == a))).size() > 0",
      "three nested macros of other kinds",
      /more than 2 deep/,
    ],
    ["(requester.teams + requester.teams).all(t, true)", "a macro over a sum", /all\(\) walks a list of the facts/],
    [
      "requester.teams.map(t, requester.teams + requester.teams).exists(l, l.exists(x, true))",
      "a macro over sums",
      /walks a list of the facts/,
    ],
    ["request.purpose.split('').all(c, true)", "a macro over what a call gives", /walks a list of the facts/],
    [
      "[request.purpose.split('')].exists(l, l.exists(c, true))",
      "a macro over such lists",
      /walks a list of the facts/,
    ],
    [
      "(requester.usPerson ? requester.teams : requester.roles).all(t, true)",
      "a macro over a choice",
      /walks a list of the facts/,
    ],
    ["now() > timestamp('2026-01-01T00:00:00Z')", "a clock", /./],
    [`request.name != "${"x".repeat(2000)}"`, "what is too long", /longer than 2000 characters/],
    [deep, "what is too deep", /depth/i],
    [nodes, "what has too many parts", /longer than 2000|nodes/i],
    [
      `[${listOf(201)
        .map((v) => `"${v}"`)
        .join(",")}].size() > 0`,
      "a list that is too long",
      /exceeded|list/i,
    ],
  ] as const)("%s: %s", (source, _, reason) => {
    expect(() => compileCondition(source)).toThrow(reason);
    expect(() => compileCondition(source)).toThrow(/^[^\n]+$/);
  });
});

describe("a condition", () => {
  test.each([
    ["request.parameters.absent == 1", "a parameter that is missing", /No such key: absent/],
    ["request.parameters.size > 3", "a comparison that the value does not have", /no such overload/i],
    ["request.parameters.replicas + 9223372036854775807 > 0", "an overflow", /overflow/],
    ["1 / (request.parameters.replicas - 3) == 0", "a division by zero", /zero/],
    ["request.parameters.nested.on || request.parameters.size", "what is neither true nor false", /neither|bool/],
    ["dyn(requester.teams)[7] == 'x'", "an entry that is not there", /7/],
  ] as const)("throws at %s: %s", (source, _, reason) => {
    const { holds } = compileCondition(source);
    expect(() => holds(facts({ nested: { on: false } }))).toThrow(reason);
  });

  test("throws when a list is longer than it may walk, 200 for one macro and 50 for a macro in a macro", () => {
    const one = compileCondition("request.parameters.tags.all(t, t != '')");
    const two = compileCondition("request.parameters.tags.all(t, request.parameters.tags.exists(u, u == t))");
    const none = compileCondition("'v7' in request.parameters.tags");
    const holds = (condition: typeof one, length: number) => condition.holds(facts({ tags: listOf(length) }));
    expect([holds(one, 200), holds(two, 50), holds(none, 10_000)]).toEqual([true, true, true]);
    expect(() => holds(one, 201)).toThrow("has 201 entries; this condition walks at most 200");
    expect(() => holds(two, 51)).toThrow("has 51 entries; this condition walks at most 50");
    expect(() => holds(none, 10_001)).toThrow("at most 10000");
    expect(() => one.holds(facts({ nested: { deep: { list: listOf(201) } } }))).toThrow("at most 200");
    expect(() => one.holds(facts(Object.fromEntries(listOf(195).map((key) => [key, 1n]))))).toThrow("at most 200");
  });

  test("takes at most 50 × 50 steps of a macro in a macro, however the facts are chosen", () => {
    let steps = 0;
    const counting = new Proxy(listOf(50), {
      get: (target, key, receiver) => {
        if (typeof key === "string" && /^\d+$/.test(key)) steps += 1;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    const { holds } = compileCondition(
      "request.parameters.tags.all(a, request.parameters.tags.all(b, a != '' && b != ''))",
    );
    expect(holds(facts({ tags: counting }))).toBe(true);
    expect(steps).toBeGreaterThan(2500);
    expect(steps).toBeLessThan(3000);
  });

  test("changes nothing that it looks at", () => {
    const looked = facts();
    compileCondition("'ax' in request.parameters.tags.map(t, t + 'x')").holds(looked);
    expect(looked).toEqual(facts());
  });
});
