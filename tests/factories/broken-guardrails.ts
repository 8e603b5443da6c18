import type { BrokenCatalog } from "#tests/factories/broken-catalogs.ts";

const tiers = "classifications.yaml";
/** Only in a comment of the shipped file. */
const freezeExample = "    # freezeWindows:\n";
const freezeWindow = (id: string, from: string, until: string) =>
  `    freezeWindows:
      - id: ${id}
        title: A freeze
        from: ${from}
        until: ${until}
        approval: [{ groups: [admin] }]
`;

/** The one stage of production, with more said in it. */
const approval = "        deadlineHours: 72\n    approveMaxAgeMinutes: 60\n";
const saying = (...lines: string[]) =>
  approval.replace("72\n", ["72", ...lines, ""].join("\n        ").trimEnd() + "\n");

/** The same for the handling table, freeze windows, matrices and quotas. */
export const brokenGuardrails: readonly BrokenCatalog[] = [
  {
    title: "restricted data that is not sealed strictly",
    file: tiers,
    from: "sealing: strict\n",
    to: "sealing: standard # looser\n",
    at: "# looser",
    reason: "restricted data is sealed strictly",
  },
  {
    title: "restricted data that an old sign-in opens",
    file: tiers,
    from: "revealMaxAgeMinutes: 5\n",
    to: "revealMaxAgeMinutes: 6\n",
    at: "revealMaxAgeMinutes: 6",
    reason: "restricted data needs a sign-in of at most 5 minutes ago",
  },
  {
    title: "confidential data that any sign-in opens",
    file: tiers,
    from: "revealMaxAgeMinutes: 15",
    to: "revealMaxAgeMinutes: null # any",
    at: "# any",
    reason: "confidential data needs a sign-in of at most 15 minutes ago",
  },
  {
    title: "a classification of its own",
    file: tiers,
    from: "- id: public",
    to: "- id: secret",
    reason: 'classifications.id: Invalid option: expected one of "public"|"internal"|"confidential"|"restricted"',
  },
  {
    title: "a classification that stands twice, in the place of another",
    file: tiers,
    from: "- id: internal",
    to: "- id: public # again",
    at: "# again",
    reason: "public is named twice",
  },
  {
    title: "a freeze window that ends before it begins",
    file: "environments.yaml",
    from: freezeExample,
    to: freezeWindow("freeze", "2027-01-04T08:00:00Z", "2026-12-23T15:00:00Z"),
    at: "until: 2026",
    reason: "environments.freezeWindows.until: it ends before it begins",
  },
  {
    title: "a freeze window that begins on no day",
    file: "environments.yaml",
    from: freezeExample,
    to: freezeWindow("freeze", "2026-02-30T00:00:00Z", "2026-03-01T00:00:00Z"),
    at: "from: 2026",
    reason: "environments.freezeWindows.from: Invalid ISO datetime",
  },
  {
    title: "a freeze window named twice",
    file: "environments.yaml",
    from: freezeExample,
    to: `${freezeWindow("freeze", "2026-12-23T15:00:00Z", "2027-01-04T08:00:00Z")}      - { id: freeze, title: again, from: 2027-12-23T15:00:00Z, until: 2028-01-04T08:00:00Z, approval: [{ groups: [admin] }] }\n`,
    at: "title: again",
    reason: "freeze is named twice",
  },
  {
    title: "a stage that passes by itself when it is due",
    file: "environments.yaml",
    from: approval,
    to: saying("onTimeout: approve"),
    at: "onTimeout: approve",
    reason: 'environments.approval.onTimeout: Invalid option: expected one of "deny"|"escalate"',
  },
  {
    title: "a stage that is skipped when it is due",
    file: "environments.yaml",
    from: approval,
    to: saying("skipAfterHours: 4"),
    at: "skipAfterHours",
    reason: "the key skipAfterHours is not known here",
  },
  {
    title: "an escalation to nobody in particular",
    file: "environments.yaml",
    from: approval,
    to: saying("onTimeout: escalate"),
    at: "- groups: [platform]",
    reason: "environments.approval.escalateTo: say who is asked when the deadline has passed",
  },
  {
    title: "an escalation to an empty list",
    file: "environments.yaml",
    from: approval,
    to: saying("onTimeout: escalate", "escalateTo: []"),
    at: "escalateTo: []",
    reason: "environments.approval.escalateTo: name at least one group, or say onTimeout: deny",
  },
  {
    title: "an escalation to a role that never approves",
    file: "environments.yaml",
    from: approval,
    to: saying("onTimeout: escalate", "escalateTo: [auditor]"),
    at: "escalateTo: [auditor]",
    reason:
      'environments.approval.escalateTo: "auditor" is no approver group: use platform, security, admin, team-leads or group:<claim>',
  },
  {
    title: "an escalation to those who are asked from the beginning",
    file: "environments.yaml",
    from: approval,
    to: saying("onTimeout: escalate", "escalateTo: [platform]"),
    at: "escalateTo: [platform]",
    reason: "environments.approval.escalateTo: these groups are asked from the beginning",
  },
  {
    title: "whom to escalate to, where the request ends instead",
    file: "environments.yaml",
    from: approval,
    to: saying("escalateTo: [admin]"),
    at: "escalateTo: [admin]",
    reason: "environments.approval.escalateTo: nobody is asked unless you say onTimeout: escalate",
  },
  {
    title: "a stage apart from one that does not come before it",
    file: "environments.yaml",
    from: approval,
    to: saying("distinctFrom: [requester, { stage: 1 }]"),
    at: "stage: 1",
    reason: "environments.approval.distinctFrom: stage 1 does not come before this one",
  },
  {
    title: "a stage apart from somebody who is not known",
    file: "environments.yaml",
    from: approval,
    to: saying("distinctFrom: [nobody]"),
    at: "distinctFrom: [nobody]",
    reason:
      "environments.approval.distinctFrom: say requester, maintainer, or {stage: 1} for the approvers of the first stage",
  },
  {
    title: "a lone stage apart from another",
    file: "environments.yaml",
    from: "onEvaluatorError:\n",
    to: "onEvaluatorError:\n  distinctFrom: [{ stage: 1 }]\n",
    at: "stage: 1",
    reason: "onEvaluatorError.distinctFrom: there is no other stage",
  },
  {
    title: "a region that is no name",
    file: "environments.yaml",
    from: "sizeMax: xlarge",
    to: "sizeMax: xlarge\n    regions: [../eu]",
    at: "../eu",
    reason: "environments.regions: use lower-case letters, digits and hyphens, starting with a letter",
  },
  {
    title: "an environment that is in no region at all",
    file: "environments.yaml",
    from: "sizeMax: xlarge",
    to: "sizeMax: xlarge\n    regions: []",
    at: "regions: []",
    reason: "environments.regions: Too small: expected array to have >=1 items",
  },
  {
    title: "a matrix whose file has another name",
    file: "matrices/namespaces.yaml",
    from: "id: namespaces",
    to: "id: data-stores",
    reason: "the file of data-stores is named data-stores.yaml",
  },
  {
    title: "one click in chat for confidential data",
    file: "matrices/namespaces.yaml",
    from: "confidential: { outcome: auto, lifetimeHoursMax: 168 }",
    to: "confidential: { outcome: auto, lifetimeHoursMax: 168, decideInChat: true }",
    reason: "decideInChat: confidential data is decided on in the portal alone; chat may have public and internal",
  },
  {
    title: "one click in chat that is neither yes nor no",
    file: "matrices/data-stores.yaml",
    from: "internal: { outcome: auto, decideInChat: true }",
    to: "internal: { outcome: auto, decideInChat: maybe }",
    at: "maybe",
    reason: "cells.dev.internal.decideInChat: Invalid input: expected boolean, received string",
  },
  {
    title: "a currency that is none",
    file: "quotas.yaml",
    from: "currency: USD",
    to: "currency: usd",
    reason: "rates.currency: use an ISO 4217 code",
  },
  {
    title: "a rate factor for an environment that does not exist",
    file: "quotas.yaml",
    from: "    production: 2",
    to: "    prod: 2",
    reason: "there is no environment prod",
  },
  {
    title: "a rate that pays back",
    file: "quotas.yaml",
    from: "    production: 2",
    to: "    production: -2",
    reason: "rates.factors.production: Too small: expected number to be >=0",
  },
  {
    title: "a limit that is no limit",
    file: "quotas.yaml",
    from: "- id: payments-monthly-budget\n    team: payments\n    measure: monthlyCost\n    limit: 20000",
    to: "- id: payments-monthly-budget\n    team: payments\n    measure: monthlyCost\n    limit: .inf",
    at: ".inf",
    reason: "it is no number that can be kept",
  },
  {
    title: "a quota named twice",
    file: "quotas.yaml",
    from: "- id: search-monthly-budget",
    to: "- id: payments-monthly-budget # again",
    at: "# again",
    reason: "payments-monthly-budget is named twice",
  },
  {
    title: "a quota of a team that does not exist",
    file: "quotas.yaml",
    from: "team: search",
    to: "team: serach",
    reason: "there is no team serach",
  },
];
