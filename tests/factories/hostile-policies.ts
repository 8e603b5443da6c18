import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostileFile } from "#tests/factories/hostile-files.ts";

/** A rule that would be loaded, but for the entries that take the place of its own of the same key. */
function policy(...entries: readonly string[]): string {
  const own = [
    "id: hostile",
    "title: A rule",
    "owner: platform",
    "maintainers: [platform]",
    "mode: enforce",
    "when: request.lifetimeHours > 24",
    "then: deny",
    "message: Too long.",
    "examples:\n  - title: a month\n    request: { lifetimeHours: 720 }\n    expect: deny",
  ];
  const keyOf = (entry: string) => entry.slice(0, entry.indexOf(":"));
  const lines = own.map((entry) => entries.find((other) => keyOf(other) === keyOf(entry)) ?? entry);
  return `${lines.join("\n")}\n`;
}

const nested = "request.parameters.exists(a, request.parameters.exists(b, request.parameters.exists(c, a == b)))";

/** One mistake or attack each in a rule of the platform team. */
export const hostilePolicies: readonly HostileFile[] = [
  {
    title: "a condition that names what is not there",
    file: "policies/hostile.yaml",
    text: policy("when: request.lifetimeHuors > 24"),
    at: "lifetimeHuors",
    reason: "when: it is no condition: No such key: lifetimeHuors",
  },
  {
    title: "a condition that compares unlike types",
    file: "policies/hostile.yaml",
    text: policy('when: request.lifetimeHours > "24"'),
    at: "when:",
    reason: "when: it is no condition: no such overload: int > string",
  },
  {
    title: "a condition that is no CEL",
    file: "policies/hostile.yaml",
    text: policy("when: request.lifetimeHours >"),
    at: "when:",
    reason: "when: it is no condition: Unexpected token: EOF",
  },
  {
    title: "a condition that is not true or false",
    file: "policies/hostile.yaml",
    text: policy("when: request.lifetimeHours"),
    at: "when:",
    reason: "when: it is no condition: the condition gives int, not true or false",
  },
  {
    title: "a condition with a regular expression",
    file: "policies/hostile.yaml",
    text: policy("when: request.purpose.matches('(a+)+$')"),
    at: "matches",
    reason: "when: it is no condition: matches() is not offered: use startsWith, endsWith, contains or in",
  },
  {
    title: "a condition with three macros in each other",
    file: "policies/hostile.yaml",
    text: policy(`when: ${nested}`),
    at: "exists",
    reason: "when: it is no condition: macros stand more than 2 deep in each other",
  },
  {
    title: "a condition of 10 KB",
    file: "policies/hostile.yaml",
    text: policy(`when: ${"true || ".repeat(1300)}true`),
    at: "when:",
    reason: "when: it is no condition: the condition is longer than 2000 characters",
  },
  {
    title: "a condition in four hundred brackets",
    file: "policies/hostile.yaml",
    text: policy(`when: "${"(".repeat(400)}true${")".repeat(400)}"`),
    at: "when:",
    reason: "when: it is no condition: Exceeded maxDepth (40)",
  },
  {
    title: "a rule without an example",
    file: "policies/hostile.yaml",
    text: policy("examples: []"),
    at: "examples",
    reason: "examples: give at least one example: it is the rule's test",
  },
  {
    title: "an example that fails",
    file: "policies/hostile.yaml",
    text: policy("examples:\n  - title: a day\n    request: { lifetimeHours: 24 }\n    expect: deny"),
    at: "title: a day",
    reason: "the example fails: a day: expected deny, but it is unmatched",
  },
  {
    title: "an example that asks for what there is not",
    file: "policies/hostile.yaml",
    text: policy("examples:\n  - title: a yacht\n    request: { template: yacht }\n    expect: deny"),
    at: "title: a yacht",
    reason: `the example fails: a yacht: There is no template "yacht" here. Known: ${listTemplates()}.`,
  },
  {
    title: "an example that is no request",
    file: "policies/hostile.yaml",
    text: policy("examples:\n  - title: odd\n    request: { name: [a] }\n    expect: deny"),
    at: "title: odd",
    reason: "the example fails: odd: name: Invalid input: expected string, received array",
  },
  {
    title: "an example that grants a role nobody can have",
    file: "policies/hostile.yaml",
    text: policy("examples:\n  - title: root\n    requester: { platformRoles: [root] }\n    expect: deny"),
    at: "platformRoles",
    reason: 'examples.requester.platformRoles: Invalid option: expected one of "platform"|"security"|"auditor"|"admin"',
  },
  {
    title: "a rule that grants",
    file: "policies/hostile.yaml",
    text: policy("then: allow"),
    at: "then:",
    reason: "then: say deny, warn, or one of requireApproval, cap, require with what it needs",
  },
  {
    title: "a rule with two effects",
    file: "policies/hostile.yaml",
    text: policy("then: { cap: { lifetimeHours: 1 }, requireApproval: [{ groups: [platform] }] }"),
    at: "then:",
    reason: "then: say deny, warn, or one of requireApproval, cap, require with what it needs",
  },
  {
    title: "a cap that names a size off the scale",
    file: "policies/hostile.yaml",
    text: policy("then: { cap: { size: gigantic } }"),
    at: "then:",
    reason: "the size gigantic is not in sizeScale of environments.yaml",
  },
  {
    title: "an approval that nobody can give",
    file: "policies/hostile.yaml",
    text: policy("then:\n  requireApproval:\n    - groups: []"),
    at: "then:",
    reason: "then: say deny, warn, or one of requireApproval, cap, require with what it needs",
  },
  {
    title: "an owner that is no group",
    file: "policies/hostile.yaml",
    text: policy("owner: mallory"),
    at: "owner:",
    reason: "mallory is no group that can own a rule",
  },
  {
    title: "a rule that takes the name of a built-in one",
    file: "policies/quota.team.yaml",
    text: policy("id: quota.team"),
    at: "id: quota.team",
    reason: "quota.team is the name of a built-in rule",
  },
  {
    title: "a rule that takes the name of another file's",
    file: "policies/hostile.yaml",
    text: policy("id: dev-cost-cap"),
    at: "id: dev-cost-cap",
    reason: "the file of dev-cost-cap is named dev-cost-cap.yaml",
  },
  {
    title: "an id that leads out of its folder",
    file: "policies/hostile.yaml",
    text: policy("id: ../../etc/passwd"),
    at: "id: ../..",
    reason: "id: use lower-case letters, digits and hyphens, with one dot at most",
  },
  {
    title: "an id with a Cyrillic letter",
    file: "policies/hostile.yaml",
    text: policy("id: hоstile"),
    at: "id: hоstile",
    reason: "id: use lower-case letters, digits and hyphens, with one dot at most",
  },
  {
    title: "a message that shows in another order than it is read",
    file: "policies/hostile.yaml",
    text: policy("message: Granted \u202edeined\u202c."),
    at: "message:",
    reason: "the character U+202E cannot be seen: remove it",
  },
  {
    title: "a comment that shows in another order than it is read",
    file: "policies/hostile.yaml",
    text: policy("mode: shadow # \u2066 mode: enforce"),
    at: "mode:",
    reason: "the character U+2066 cannot be seen: remove it",
  },
  {
    title: "a character that no text column keeps",
    file: "policies/hostile.yaml",
    text: policy(String.raw`message: "a\0b"`),
    at: "message:",
    reason: "the character U+0000 cannot be seen: remove it",
  },
  {
    title: "half of a surrogate pair",
    file: "policies/hostile.yaml",
    text: policy(String.raw`message: "a\ud800b"`),
    at: "message:",
    reason: "the character U+D800 cannot be seen: remove it",
  },
  {
    title: "a number that JSON does not have, where anything may stand",
    file: "policies/hostile.yaml",
    text: policy("examples:\n  - title: odd\n    request: { parameters: { a: .inf } }\n    expect: deny"),
    at: ".inf",
    reason: "it is no number that can be kept",
  },
  {
    title: "a key that is a list",
    file: "policies/hostile.yaml",
    text: policy("examples:\n  - title: odd\n    request: { ? [a] : b }\n    expect: deny"),
    at: "? [a]",
    reason: "a key is text",
  },
  {
    title: "two keys that only YAML tells apart",
    file: "policies/hostile.yaml",
    text: policy("examples:\n  - title: odd\n    request: { 1: a, '1': b }\n    expect: deny"),
    at: "1: a",
    reason: "Map keys must be unique",
  },
  {
    title: "an unknown key",
    file: "policies/hostile.yaml",
    text: policy("title: A rule\npriority: 1"),
    at: "priority",
    reason: "the key priority is not known here",
  },
];

/** Ids of the shipped templates in the catalog's order, as a sentence lists them. */
function listTemplates(): string {
  const folder = join(import.meta.dirname, "../../catalog/templates");
  const templates = readdirSync(folder).map((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return { id: /^id: (.+)$/m.exec(text)?.[1] ?? "", position: Number(/^position: (\d+)$/m.exec(text)?.[1] ?? 1000) };
  });
  const ids = templates.toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  return new Intl.ListFormat("en-GB").format(ids);
}
