/** A file that is put into a copy of the shipped catalog, and what the refusal must say. */
export interface HostileFile {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  /** Text on the line that must be named. */
  readonly at: string;
  /** What is named instead of the file: the folder around it. */
  readonly place?: string;
  readonly reason: string;
}

/** A rule that would be loaded, but for the lines that `change` puts in the place of its own. */
function policy(change: Readonly<Record<string, string>>): string {
  const lines = {
    id: "id: hostile",
    title: "title: A rule",
    owner: "owner: platform",
    maintainers: "maintainers: [platform]",
    mode: "mode: enforce",
    when: "when: request.lifetimeHours > 24",
    then: "then: deny",
    message: "message: Too long.",
    examples: "examples:\n  - title: a month\n    request: { lifetimeHours: 720 }\n    expect: deny",
    ...change,
  };
  return `${Object.values(lines).join("\n")}\n`;
}

/** A pack of one rule that would be loaded, but for what `change` replaces in it. */
function pack(...change: readonly (readonly [from: string, to: string])[]): string {
  const text = `id: hostile
title: A pack
version: 1.0.0
summary: For tests.
maintainers: [security]
rules:
  - id: hostile.rule
    title: A rule
    when: "true"
    then: warn
    message: Be careful.
    examples:
      - title: always
        expect: warn
controls:
  - id: C-1
    title: A control
    rules: [hostile.rule]
`;
  return change.reduce((made, [from, to]) => made.replace(from, () => to), text);
}

const names = "id: hostile\ntitle: A matrix\ntemplates: [postgres-small]\ncells:\n  dev: {}";
const nested = "request.parameters.exists(a, request.parameters.exists(b, request.parameters.exists(c, a == b)))";

/** One mistake or attack each in a file of its own. */
export const hostileFiles: readonly HostileFile[] = [
  {
    title: "a condition that names what is not there",
    file: "policies/hostile.yaml",
    text: policy({ when: "when: request.lifetimeHuors > 24" }),
    at: "lifetimeHuors",
    reason: "when: it is no condition: No such key: lifetimeHuors",
  },
  {
    title: "a condition that compares unlike types",
    file: "policies/hostile.yaml",
    text: policy({ when: 'when: request.lifetimeHours > "24"' }),
    at: "when:",
    reason: "when: it is no condition: no such overload: int > string",
  },
  {
    title: "a condition that is no CEL",
    file: "policies/hostile.yaml",
    text: policy({ when: "when: request.lifetimeHours >" }),
    at: "when:",
    reason: "when: it is no condition: Unexpected token: EOF",
  },
  {
    title: "a condition that is not true or false",
    file: "policies/hostile.yaml",
    text: policy({ when: "when: request.lifetimeHours" }),
    at: "when:",
    reason: "when: it is no condition: the condition gives int, not true or false",
  },
  {
    title: "a condition with a regular expression",
    file: "policies/hostile.yaml",
    text: policy({ when: "when: request.purpose.matches('(a+)+$')" }),
    at: "matches",
    reason: "when: it is no condition: matches() is not offered: use startsWith, endsWith, contains or in",
  },
  {
    title: "a condition with three macros in each other",
    file: "policies/hostile.yaml",
    text: policy({ when: `when: ${nested}` }),
    at: "exists",
    reason: "when: it is no condition: macros stand more than 2 deep in each other",
  },
  {
    title: "a condition of 10 KB",
    file: "policies/hostile.yaml",
    text: policy({ when: `when: ${"true || ".repeat(1300)}true` }),
    at: "when:",
    reason: "when: it is no condition: the condition is longer than 2000 characters",
  },
  {
    title: "a condition in four hundred brackets",
    file: "policies/hostile.yaml",
    text: policy({ when: `when: "${"(".repeat(400)}true${")".repeat(400)}"` }),
    at: "when:",
    reason: "when: it is no condition: Exceeded maxDepth (40)",
  },
  {
    title: "a rule without an example",
    file: "policies/hostile.yaml",
    text: policy({ examples: "examples: []" }),
    at: "examples",
    reason: "examples: give at least one example: it is the rule's test",
  },
  {
    title: "an example that fails",
    file: "policies/hostile.yaml",
    text: policy({ examples: "examples:\n  - title: a day\n    request: { lifetimeHours: 24 }\n    expect: deny" }),
    at: "title: a day",
    reason: "the example fails: a day: expected deny, but it is unmatched",
  },
  {
    title: "an example that asks for what there is not",
    file: "policies/hostile.yaml",
    text: policy({ examples: "examples:\n  - title: a yacht\n    request: { template: yacht }\n    expect: deny" }),
    at: "title: a yacht",
    reason:
      'the example fails: a yacht: There is no template "yacht" here. Known: postgres-small, postgres-large, redis-small and namespace-small.',
  },
  {
    title: "an example that is no request",
    file: "policies/hostile.yaml",
    text: policy({ examples: "examples:\n  - title: odd\n    request: { name: [a] }\n    expect: deny" }),
    at: "title: odd",
    reason: "the example fails: odd: name: Invalid input: expected string, received array",
  },
  {
    title: "an example that grants a role nobody can have",
    file: "policies/hostile.yaml",
    text: policy({
      examples: "examples:\n  - title: root\n    requester: { platformRoles: [root] }\n    expect: deny",
    }),
    at: "platformRoles",
    reason: 'examples.requester.platformRoles: Invalid option: expected one of "platform"|"security"|"auditor"|"admin"',
  },
  {
    title: "a rule that grants",
    file: "policies/hostile.yaml",
    text: policy({ then: "then: allow" }),
    at: "then:",
    reason: "then: say deny, warn, or one of requireApproval, cap, require with what it needs",
  },
  {
    title: "a rule with two effects",
    file: "policies/hostile.yaml",
    text: policy({ then: "then: { cap: { lifetimeHours: 1 }, requireApproval: [{ groups: [platform] }] }" }),
    at: "then:",
    reason: "then: say deny, warn, or one of requireApproval, cap, require with what it needs",
  },
  {
    title: "a cap that names a size off the scale",
    file: "policies/hostile.yaml",
    text: policy({ then: "then: { cap: { size: gigantic } }" }),
    at: "then:",
    reason: "the size gigantic is not in sizeScale of environments.yaml",
  },
  {
    title: "an approval that nobody can give",
    file: "policies/hostile.yaml",
    text: policy({ then: "then:\n  requireApproval:\n    - groups: []" }),
    at: "then:",
    reason: "then: say deny, warn, or one of requireApproval, cap, require with what it needs",
  },
  {
    title: "an owner that is no group",
    file: "policies/hostile.yaml",
    text: policy({ owner: "owner: mallory" }),
    at: "owner:",
    reason: "mallory is no group that can own a rule",
  },
  {
    title: "a rule that takes the name of a built-in one",
    file: "policies/quota.team.yaml",
    text: policy({ id: "id: quota.team" }),
    at: "id: quota.team",
    reason: "quota.team is the name of a built-in rule",
  },
  {
    title: "a rule that takes the name of another file's",
    file: "policies/hostile.yaml",
    text: policy({ id: "id: dev-cost-cap" }),
    at: "id: dev-cost-cap",
    reason: "the file of dev-cost-cap is named dev-cost-cap.yaml",
  },
  {
    title: "an id that leads out of its folder",
    file: "policies/hostile.yaml",
    text: policy({ id: "id: ../../etc/passwd" }),
    at: "id: ../..",
    reason: "id: use lower-case letters, digits and hyphens, with one dot at most",
  },
  {
    title: "an id with a Cyrillic letter",
    file: "policies/hostile.yaml",
    text: policy({ id: "id: hоstile" }),
    at: "id: hоstile",
    reason: "id: use lower-case letters, digits and hyphens, with one dot at most",
  },
  {
    title: "a message that shows in another order than it is read",
    file: "policies/hostile.yaml",
    text: policy({ message: "message: Granted \u202edeined\u202c." }),
    at: "message:",
    reason: "the character U+202E cannot be seen: remove it",
  },
  {
    title: "a comment that shows in another order than it is read",
    file: "policies/hostile.yaml",
    text: policy({ mode: "mode: shadow # \u2066 mode: enforce" }),
    at: "mode:",
    reason: "the character U+2066 cannot be seen: remove it",
  },
  {
    title: "a character that no text column keeps",
    file: "policies/hostile.yaml",
    text: policy({ message: String.raw`message: "a\0b"` }),
    at: "message:",
    reason: "the character U+0000 cannot be seen: remove it",
  },
  {
    title: "half of a surrogate pair",
    file: "policies/hostile.yaml",
    text: policy({ message: String.raw`message: "a\ud800b"` }),
    at: "message:",
    reason: "the character U+D800 cannot be seen: remove it",
  },
  {
    title: "a number that JSON does not have, where anything may stand",
    file: "policies/hostile.yaml",
    text: policy({ examples: "examples:\n  - title: odd\n    request: { parameters: { a: .inf } }\n    expect: deny" }),
    at: ".inf",
    reason: "it is no number that can be kept",
  },
  {
    title: "a key that is a list",
    file: "policies/hostile.yaml",
    text: policy({ examples: "examples:\n  - title: odd\n    request: { ? [a] : b }\n    expect: deny" }),
    at: "? [a]",
    reason: "a key is text",
  },
  {
    title: "two keys that only YAML tells apart",
    file: "policies/hostile.yaml",
    text: policy({ examples: "examples:\n  - title: odd\n    request: { 1: a, '1': b }\n    expect: deny" }),
    at: "1: a",
    reason: "Map keys must be unique",
  },
  {
    title: "an unknown key",
    file: "policies/hostile.yaml",
    text: policy({ title: "title: A rule\npriority: 1" }),
    at: "priority",
    reason: "the key priority is not known here",
  },
  {
    title: "a pack whose rule bears a foreign name",
    file: "packs/hostile.yaml",
    text: pack(["id: hostile.rule", "id: sox.rule"], ["[hostile.rule]", "[sox.rule]"]),
    at: "id: sox.rule",
    reason: "a rule of this pack is named hostile.…",
  },
  {
    title: "a pack that has a rule twice",
    file: "packs/hostile.yaml",
    text: pack([
      "controls:",
      '  - { id: hostile.rule, title: x, when: "true", then: warn, message: x, examples: [{ title: x, expect: warn }] }\ncontrols:',
    ]),
    at: "title: x",
    reason: "the rule hostile.rule stands in packs/hostile.yaml already",
  },
  {
    title: "a control enforced by a rule that there is not",
    file: "packs/hostile.yaml",
    text: pack(["rules: [hostile.rule]", "rules: [hostile.rule, hostile.other]"]),
    at: "hostile.other",
    reason: "the pack has no rule hostile.other",
  },
  {
    title: "a pack without controls",
    file: "packs/hostile.yaml",
    text: pack(["controls:\n  - id: C-1\n    title: A control\n    rules: [hostile.rule]", "controls: []"]),
    at: "controls: []",
    reason: "controls: Too small: expected array to have >=1 items",
  },
  {
    title: "a pack whose version is no version",
    file: "packs/hostile.yaml",
    text: pack(["version: 1.0.0", "version: latest"]),
    at: "version:",
    reason: "version: use three numbers, as 1.0.0",
  },
  {
    title: "a rule of a pack that says when it is enforced",
    file: "packs/hostile.yaml",
    text: pack(["    then: warn", "    mode: shadow\n    then: warn"]),
    at: "mode: shadow",
    reason: "the key mode is not known here",
  },
  {
    title: "a pack whose example fails",
    file: "packs/hostile.yaml",
    text: pack(["expect: warn", "expect: deny"]),
    at: "title: always",
    reason: "the example fails: always: expected deny, but it is warn",
  },
  {
    title: "a template in two matrices",
    file: "matrices/hostile.yaml",
    text: names,
    at: "templates:",
    reason: "postgres-small stands in the matrix data-stores already",
  },
  {
    title: "a matrix of a template that there is not",
    file: "matrices/hostile.yaml",
    text: names.replace("postgres-small", "yacht"),
    at: "templates:",
    reason: "there is no template yacht",
  },
  {
    title: "a cell for a classification that there is not",
    file: "matrices/hostile.yaml",
    text: names.replace("dev: {}", "dev:\n    secret: { outcome: auto }"),
    at: "secret:",
    reason: "the key secret is not known here",
  },
  {
    title: "a cell that grants and asks",
    file: "matrices/hostile.yaml",
    text: names.replace("dev: {}", "dev:\n    public: { outcome: auto, approval: [{ groups: [platform] }] }"),
    at: "public:",
    reason: "the key approval is not known here",
  },
  {
    title: "a cell that asks nobody",
    file: "matrices/hostile.yaml",
    text: names.replace("dev: {}", "dev:\n    public: { outcome: needs_approval }"),
    at: "public:",
    reason: "cells.dev.public.approval: is missing",
  },
  {
    title: "a cell that denies by a word of its own",
    file: "matrices/hostile.yaml",
    text: names.replace("dev: {}", "dev:\n    public: { outcome: deny }"),
    at: "public:",
    reason: "cells.dev.public.outcome: Invalid discriminator value. Expected 'auto' | 'needs_approval'",
  },
  {
    title: "a pack attached that there is not",
    file: "attachments.yaml",
    text: "attachments:\n  - { pack: pci, teams: [payments] }\n",
    at: "pci",
    reason: "there is no pack pci",
  },
  {
    title: "a pack attached to a team that there is not",
    file: "attachments.yaml",
    text: "attachments:\n  - pack: sox\n    teams: [payments]\n    environments: [prod]\n",
    at: "[prod]",
    reason: "there is no environment prod",
  },
  {
    title: "a file that nothing reads",
    file: "quota.yaml",
    text: "quotas: []\n",
    at: "quotas",
    reason: "no catalog has such a file",
  },
  {
    title: "a folder that nothing reads",
    file: "polices/deny.yaml",
    text: policy({}),
    at: "id",
    place: "polices",
    reason: "no catalog has such a folder",
  },
  {
    title: "a folder in a folder",
    file: "policies/more/hostile.yaml",
    text: policy({}),
    at: "id",
    place: "policies/more",
    reason: "a folder in here is not read",
  },
];
