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

/** One mistake or attack each in a file of its own. */
export const hostileFiles: readonly HostileFile[] = [
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
    title: "emergency access for more than an hour",
    file: "break-glass.yaml",
    text: "people: [omar@latchkey.test, sam@latchkey.test]\nhoursMax: 2\n",
    at: "hoursMax: 2",
    reason: "hoursMax: an emergency lasts for an hour at most",
  },
  {
    title: "emergency access for a group instead of people",
    file: "break-glass.yaml",
    text: "people:\n  - sam@latchkey.test\n  - group:platform\n",
    at: "group:platform",
    reason: "people: name each person by one e-mail address",
  },
  {
    title: "emergency access that nobody could confirm",
    file: "break-glass.yaml",
    text: "people: [sam@latchkey.test]\npersons: 2\n",
    at: "people:",
    reason: "two persons have to agree and one is named: name another, or say persons: 1",
  },
  {
    title: "somebody named twice for emergencies, in other letters",
    file: "break-glass.yaml",
    text: "people:\n  - sam@latchkey.test\n  - Sam@latchkey.test\n",
    at: "Sam@",
    reason: "sam@latchkey.test is named twice",
  },
  {
    title: "a workload issuer without TLS",
    file: "issuers.yaml",
    text: "issuers:\n  - name: ci\n    kind: oidc\n    issuer: http://issuer.example\n",
    at: "issuer: http",
    reason: "issuers.issuer: it must be an https URL",
  },
  {
    title: "a workload issuer whose signature anybody can make who has the public key",
    file: "issuers.yaml",
    text: "issuers:\n  - name: ci\n    kind: github\n    issuer: https://ci.example\n    algorithms: [RS256, HS256]\n",
    at: "HS256",
    reason: "issuers.algorithms: use RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519",
  },
  {
    title: "the audience that every token of a GitHub owner has",
    file: "issuers.yaml",
    text: "issuers:\n  - name: ci\n    kind: github\n    issuer: https://ci.example\n    audience: https://github.com/acme\n",
    at: "audience",
    reason: "issuers.audience: github.com/OWNER is what every token of the owner says: name this installation",
  },
  {
    title: "a cluster that nobody could ask about its tokens",
    file: "issuers.yaml",
    text: "issuers:\n  - name: cluster\n    kind: kubernetes\n    issuer: https://cluster.example\n",
    at: "name: cluster",
    reason: "issuers.reviewer: is missing",
  },
  {
    title: "two names for one workload issuer",
    file: "issuers.yaml",
    text: "issuers:\n  - { name: one, kind: oidc, issuer: https://ci.example }\n  - { name: two, kind: oidc, issuer: https://ci.example }\n",
    at: "name: two",
    reason: "https://ci.example is named twice",
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
    text: "id: hostile\n",
    at: "id",
    place: "polices",
    reason: "no catalog has such a folder",
  },
  {
    title: "a folder in a folder",
    file: "policies/more/hostile.yaml",
    text: "id: hostile\n",
    at: "id",
    place: "policies/more",
    reason: "a folder in here is not read",
  },
];
