import { expect, test } from "vitest";
import { canDecide, type DecidableRequest, type DecidingActor } from "#domain/approvals/can-decide.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";

const catalog = sampleCatalog();
const stage = (...groups: string[]) => ({ groups, quorum: 1, deadlineHours: 72 });
/** A stage that asks administrators as well once it was due. */
const escalating = { ...stage("platform"), onTimeout: "escalate" as const, escalateTo: ["admin"] };

const person = (id: string, groups: readonly string[]): DecidingActor => ({
  principalId: id,
  kind: "user",
  email: `${id}@latchkey.test`,
  groups,
  attributes: [],
  channel: "web",
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

interface Case {
  readonly title: string;
  readonly actor: DecidingActor;
  readonly request: DecidableRequest;
  readonly code: "own_request" | "not_an_approver" | null;
}

const cases: readonly Case[] = [
  {
    title: "somebody who was there when it was asked may",
    actor: person("priya", ["platform"]),
    request: request({ approverIds: ["omar", "priya"] }),
    code: null,
  },
  {
    title: "somebody who joined the group after it was asked may not",
    actor: person("priya", ["platform"]),
    request: request({ approverIds: ["omar"] }),
    code: "not_an_approver",
  },
  {
    title: "somebody who has left the group since it was asked may not",
    actor: person("priya", ["team-payments"]),
    request: request({ approverIds: ["omar", "priya"] }),
    code: "not_an_approver",
  },
  {
    title: "nobody may where nobody was there when it was asked",
    actor: person("priya", ["platform"]),
    request: request({ approverIds: [] }),
    code: "not_an_approver",
  },
  {
    title: "somebody whom the stage escalates to may, once it has",
    actor: person("rae", ["latchkey-admins"]),
    request: request({ approvalPlan: [escalating], approverIds: ["priya", "rae"], escalatedIds: ["rae"] }),
    code: null,
  },
  {
    title: "somebody whom the stage escalates to may not before it has",
    actor: person("rae", ["latchkey-admins"]),
    request: request({ approvalPlan: [escalating], approverIds: ["priya"] }),
    code: "not_an_approver",
  },
  {
    title: "somebody whom the stage escalated to and who has left that group since may not",
    actor: person("rae", ["team-payments"]),
    request: request({ approvalPlan: [escalating], approverIds: ["priya", "rae"], escalatedIds: ["rae"] }),
    code: "not_an_approver",
  },
  {
    title: "the requester may not by the group that the stage escalates to",
    actor: person("dana", ["latchkey-admins"]),
    request: request({ approvalPlan: [escalating], approverIds: ["dana"], escalatedIds: ["dana"] }),
    code: "own_request",
  },
  {
    title: "a maintainer whom the stage bars may not by the group that it escalates to",
    actor: person("priya", ["platform", "latchkey-admins"]),
    request: request({
      approvalPlan: [{ ...escalating, groups: ["security"], distinctFrom: ["maintainer"] }],
      approverIds: ["priya"],
      escalatedIds: ["priya"],
    }),
    code: "not_an_approver",
  },
  {
    title: "somebody whom the stage escalates to may not where it escalates to nobody",
    actor: person("rae", ["latchkey-admins"]),
    request: request({ approverIds: ["rae"], escalatedIds: ["rae"] }),
    code: "not_an_approver",
  },
  {
    title: "having been there when it was asked does not make up for being the requester",
    actor: person("dana", ["platform"]),
    request: request({ approverIds: ["dana"] }),
    code: "own_request",
  },
];

test.for(cases.map((item) => [item.title, item] as const))("%s", ([, { actor, request: asked, code }]) => {
  const answer = canDecide({ actor, request: asked, stage: 0, votes: [], catalog });
  expect(answer.allowed ? null : answer.code).toBe(code);
});
