import { describe, expect, test } from "vitest";
import type { Channel } from "#domain/access/actor.ts";
import type { CastVote } from "#domain/approvals/approval-plan.ts";
import { canDecide, type DecidableRequest, type DecidingActor } from "#domain/approvals/can-decide.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";

const channels = ["web", "api", "cli", "chat", "system"] as const satisfies readonly Channel[];
const catalog = sampleCatalog();
const stage = (...groups: string[]) => ({ groups, quorum: 1, deadlineHours: 72 });
/** A stage that no maintainer of the template decides. */
const apart = (...groups: string[]) => ({ ...stage(...groups), distinctFrom: ["maintainer" as const] });
/** A stage that only U.S. persons decide. */
const usOnly = (...groups: string[]) => ({ ...stage(...groups), attributes: ["us_person" as const] });

const person = (id: string, groups: readonly string[], change: Partial<DecidingActor> = {}): DecidingActor => ({
  principalId: id,
  kind: "user",
  email: `${id}@latchkey.test`,
  groups,
  attributes: groups.includes("us-persons") ? ["us_person"] : [],
  channel: "web",
  ...change,
});

const request = (change: Partial<DecidableRequest> = {}): DecidableRequest => ({
  team: "payments",
  requester: { principalId: "dana", email: "dana@latchkey.test" },
  onBehalfOf: null,
  maintainers: ["platform"],
  approvalPlan: [stage("platform")],
  approverIds: null,
  ...change,
});

const bot = { principalId: "bot", email: null };
const dana = { principalId: "dana", email: "dana@latchkey.test" };
const priya = { principalId: "priya", email: "priya@latchkey.test" };
const lee = { principalId: "lee", email: "lee@latchkey.test" };

interface Case {
  readonly title: string;
  readonly actor: DecidingActor;
  readonly request?: DecidableRequest;
  readonly stage?: number;
  readonly votes?: readonly CastVote[];
  readonly code: "own_request" | "not_an_approver" | "already_decided" | null;
}

const vote = (principalId: string, index = 0): CastVote => ({ principalId, stage: index, verdict: "approve" });

const cases: readonly Case[] = [
  { title: "a member of the group may", actor: person("priya", ["platform"]), code: null },
  { title: "the requester may not", actor: person("dana", ["team-payments"]), code: "own_request" },
  { title: "the requester may not as a member of the group", actor: person("dana", ["platform"]), code: "own_request" },
  {
    title: "the requester may not by another account of the same address",
    actor: person("dana-2", ["platform"], { email: " Dana@Latchkey.TEST" }),
    code: "own_request",
  },
  {
    title: "the requester's bot may not",
    actor: person("bot", ["platform"], { kind: "service_account", email: null, actsForIds: ["dana"] }),
    code: "own_request",
  },
  {
    title: "the requester's delegate may not",
    actor: person("noor", ["platform"], { actsForIds: ["dana"] }),
    code: "own_request",
  },
  {
    title: "the person a bot asked for may not",
    actor: person("dana", ["platform"]),
    request: request({ requester: bot, onBehalfOf: dana }),
    code: "own_request",
  },
  {
    title: "the owner of the bot that asked may not",
    actor: person("priya", ["platform"]),
    request: request({ requester: bot, onBehalfOf: dana, requesterOwners: [priya] }),
    code: "own_request",
  },
  {
    title: "the owner of the bot that asked may not by another account of the same address",
    actor: person("priya-2", ["platform"], { email: "PRIYA@latchkey.test " }),
    request: request({ requester: bot, onBehalfOf: dana, requesterOwners: [lee, priya] }),
    code: "own_request",
  },
  {
    title: "the maker of any token of the bot that asked may not, over the owner's head",
    actor: person("lee", ["platform"]),
    request: request({ requester: bot, onBehalfOf: dana, requesterOwners: [priya, lee] }),
    code: "own_request",
  },
  {
    title: "somebody who has nothing to do with the bot that asked may",
    actor: person("omar", ["platform"]),
    request: request({ requester: bot, onBehalfOf: dana, requesterOwners: [priya, lee] }),
    code: null,
  },
  {
    title: "the delegate of the owner of the bot that asked may not",
    actor: person("omar", ["platform"], { actsForIds: ["priya"] }),
    request: request({ requester: bot, requesterOwners: [priya] }),
    code: "own_request",
  },
  {
    title: "a service account of the group may not",
    actor: person("ci", ["platform"], { kind: "service_account" }),
    code: "not_an_approver",
  },
  { title: "the system may not", actor: person("system", ["platform"], { kind: "system" }), code: "not_an_approver" },
  { title: "a member of another group may not", actor: person("sam", ["security"]), code: "not_an_approver" },
  { title: "a colleague of the requester may not", actor: person("lee", ["team-payments"]), code: "not_an_approver" },
  { title: "a person without a group may not", actor: person("eve", []), code: "not_an_approver" },
  {
    title: "nobody may where the group list is empty",
    actor: person("priya", ["platform", ""]),
    request: request({ approvalPlan: [stage()] }),
    code: "not_an_approver",
  },
  {
    title: "nobody may where the plan has no such stage",
    actor: person("priya", ["platform"]),
    stage: 1,
    code: "not_an_approver",
  },
  {
    title: "an auditor may not, even when a stage names the role",
    actor: person("ava", ["auditors", "auditor"]),
    request: request({ approvalPlan: [stage("auditor")] }),
    code: "not_an_approver",
  },
  {
    title: "a claim that equals the name of a role is not the role",
    actor: person("eve", ["admin"]),
    request: request({ approvalPlan: [stage("admin")] }),
    code: "not_an_approver",
  },
  {
    title: "a lead of the team may where leads decide",
    actor: person("lee", ["team-payments-leads"]),
    request: request({ approvalPlan: [stage("team-leads")] }),
    code: null,
  },
  {
    title: "a lead of another team may not",
    actor: person("nia", ["team-search-leads"]),
    request: request({ approvalPlan: [stage("team-leads")] }),
    code: "not_an_approver",
  },
  {
    title: "a holder of a named group claim may",
    actor: person("kim", ["db-owners"]),
    request: request({ approvalPlan: [stage("group:db-owners")] }),
    code: null,
  },
  {
    title: "an empty group claim is nobody",
    actor: person("kim", [""]),
    request: request({ approvalPlan: [stage("group:")] }),
    code: "not_an_approver",
  },
  {
    title: "one group of several is enough",
    actor: person("sam", ["security"]),
    request: request({ approvalPlan: [stage("platform", "security")] }),
    code: null,
  },
  {
    title: "nobody votes twice on a stage",
    actor: person("priya", ["platform"]),
    request: request({ approvalPlan: [{ ...stage("platform"), quorum: 2 }] }),
    votes: [vote("priya")],
    code: "already_decided",
  },
  {
    title: "nobody votes on two stages of one request",
    actor: person("priya", ["platform", "security"]),
    request: request({ approvalPlan: [stage("platform"), stage("security")] }),
    stage: 1,
    votes: [vote("priya")],
    code: "already_decided",
  },
  {
    title: "a maintainer may where the stage bars none",
    actor: person("priya", ["platform"]),
    request: request({ maintainers: ["priya@latchkey.test", "platform"] }),
    code: null,
  },
  {
    title: "a maintainer by name may not",
    actor: person("priya", ["platform"]),
    request: request({ maintainers: ["priya@latchkey.test"], approvalPlan: [apart("platform")] }),
    code: "not_an_approver",
  },
  {
    title: "a maintainer by name may not, however the address is written",
    actor: person("priya-2", ["platform"], { email: "Priya@latchkey.test " }),
    request: request({ maintainers: [" PRIYA@Latchkey.test"], approvalPlan: [apart("platform")] }),
    code: "not_an_approver",
  },
  {
    title: "a maintainer by role may not, over another group of theirs",
    actor: person("priya", ["platform", "security"]),
    request: request({ approvalPlan: [apart("security")] }),
    code: "not_an_approver",
  },
  {
    title: "a maintainer by group claim may not",
    actor: person("kim", ["platform", "db-owners"]),
    request: request({ maintainers: ["group:db-owners"], approvalPlan: [apart("platform")] }),
    code: "not_an_approver",
  },
  {
    title: "a maintainer by a bare name of their group may not",
    actor: person("kim", ["platform", "db-owners"]),
    request: request({ maintainers: ["db-owners"], approvalPlan: [apart("platform")] }),
    code: "not_an_approver",
  },
  {
    title: "a lead may not where leads maintain it",
    actor: person("lee", ["team-payments-leads"]),
    request: request({ maintainers: ["team-leads"], approvalPlan: [apart("team-leads")] }),
    code: "not_an_approver",
  },
  {
    title: "a colleague of the maintainer may",
    actor: person("omar", ["platform"]),
    request: request({ maintainers: ["priya@latchkey.test"], approvalPlan: [apart("platform")] }),
    code: null,
  },
  {
    title: "nobody may where maintainers are barred and the template is gone",
    actor: person("omar", ["platform"]),
    request: request({ maintainers: null, approvalPlan: [apart("platform")] }),
    code: "not_an_approver",
  },
  {
    title: "somebody who is not what the stage demands may not",
    actor: person("omar", ["platform"]),
    request: request({ approvalPlan: [usOnly("platform")] }),
    code: "not_an_approver",
  },
  {
    title: "somebody of whom the identity provider says it may",
    actor: person("priya", ["platform", "us-persons"]),
    request: request({ approvalPlan: [usOnly("platform")] }),
    code: null,
  },
  {
    title: "what the stage demands is no group of it",
    actor: person("dan", ["us-persons"]),
    request: request({ approvalPlan: [usOnly("platform")] }),
    code: "not_an_approver",
  },
];

const table = channels.flatMap((channel) => cases.map((item) => ({ ...item, channel })));

describe("canDecide", () => {
  test.each(table)("over $channel: $title", ({ channel, actor, code, ...facts }) => {
    const answer = canDecide({
      actor: { ...actor, channel },
      request: facts.request ?? request(),
      stage: facts.stage ?? 0,
      votes: facts.votes ?? [],
      catalog,
    });
    const { code: given, reason } = answer.allowed ? { code: null, reason: "Allowed." } : answer;
    expect(given).toBe(code);
    expect(reason).toMatch(/^[A-Z].+\.$/);
  });
});
