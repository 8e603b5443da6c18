import fc from "fast-check";
import { expect, test } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import { acceptOffer } from "#server/approvals/accept-offer.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { escalateStages } from "#server/approvals/escalate-stages.ts";
import { remindApprovers } from "#server/approvals/remind-approvers.ts";
import { expireRequests } from "#server/requests/expire-requests.ts";
import { planEvents, planWorlds, type PlanEvent } from "#tests/approvals/plan-flows.ts";
import { PlanModel, type PlanState, type PlanWorld } from "#tests/approvals/plan-model.ts";
import { openApprovalWorld, type ApprovalWorld } from "#tests/harness/approval-world.ts";

const flows = 80;
const platform = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const members: Readonly<Record<string, string>> = { dana: "team-payments" };

const stateOf = (state: string): PlanState => (state === "pending_approval" ? "pending" : (state as PlanState));

/** One request on the server, and what should become of it. */
class Flow {
  readonly model: PlanModel;
  readonly #world: ApprovalWorld;
  readonly #requestId: string;
  #isOffered = false;

  private constructor(world: ApprovalWorld, model: PlanModel, requestId: string) {
    this.#world = world;
    this.model = model;
    this.#requestId = requestId;
  }

  static async begin(world: ApprovalWorld, given: PlanWorld): Promise<Flow> {
    const maintainers = given.maintainers.map((who) => `${who}@latchkey.test`);
    world.replan(given.plan, maintainers.length > 0 ? maintainers : ["nobody@latchkey.test"]);
    const model = new PlanModel(given);
    for (const [who, claims] of model.groups) await world.regroup(who, ...claims, ...own(who));
    const request = await world.submit(given.requester, { lifetimeHours: 700 });
    return new Flow(world, model, request.id);
  }

  /** What the server says of it, and what it should. */
  async happen(event: PlanEvent): Promise<[boolean, boolean]> {
    const { model } = this;
    switch (event.kind) {
      case "vote":
        return [await this.#decide(event.who, event.verdict), model.vote(event.who, event.verdict)];
      case "counter": {
        const does = await this.#decide(event.who, "counter");
        this.#isOffered ||= does;
        return [does, model.counter(event.who)];
      }
      case "join":
      case "leave":
        model[event.kind](event.who, event.claim);
        await this.#world.regroup(event.who, ...(model.groups.get(event.who) ?? []), ...own(event.who));
        return [true, true];
      case "edit":
        if (this.#isOffered && model.state === "pending") {
          await this.#accept();
          model.file();
          this.#isOffered = false;
        }
        return [true, true];
      case "time_out":
        model.timeOut();
        await this.#timeOut();
        return [true, true];
    }
  }

  async state(): Promise<PlanState> {
    return stateOf(await this.#world.state(this.#requestId));
  }

  /** Who has it open is who may vote, and nobody else once it has ended. */
  async openFor(): Promise<[string[], string[]]> {
    const open = await this.#world.openFor(this.#requestId);
    const may = [...this.model.groups.keys()].filter((who) => this.model.mayVote(who));
    return [may.filter((who) => !open.includes(who)), this.model.state === "pending" ? [] : open];
  }

  async #decide(who: string, verdict: "approve" | "reject" | "counter"): Promise<boolean> {
    const { digest, lifetimeHours } = await this.#row();
    const changes = [{ path: "/lifetimeHours", op: "=" as const, value: lifetimeHours - 1 }];
    const body = { id: this.#requestId, digest, verdict, comment: "", ...(verdict === "counter" && { changes }) };
    return decideRequest(this.#world.web, await this.#world.actor(who), body).then(
      () => true,
      (error: unknown) => {
        if (isAppError(error)) return false;
        throw error;
      },
    );
  }

  async #accept(): Promise<void> {
    const { digest } = await this.#row();
    await acceptOffer(this.#world.web, await this.#world.actor("dana"), { id: this.#requestId, digest });
  }

  async #timeOut(): Promise<void> {
    await this.#world.rows(
      `UPDATE requests SET expires_at = now() - interval '1 second' WHERE id = $1 AND state = 'pending_approval'`,
      this.#requestId,
    );
    await remindApprovers(this.#world.worker);
    await escalateStages(this.#world.worker);
    await expireRequests(this.#world.worker);
  }

  async #row() {
    const [row] = await this.#world.rows<{ digest: string; lifetimeHours: number }>(
      `SELECT digest, lifetime_hours AS "lifetimeHours" FROM requests WHERE id = $1`,
      this.#requestId,
    );
    if (row === undefined) throw new Error("The request has gone.");
    return row;
  }
}

function own(who: string): string[] {
  return members[who] === undefined ? [] : [members[who]];
}

test(`the server lets through what the model of its plan does, and nothing else, in ${flows} flows`, async () => {
  const world = await openApprovalWorld([platform]);
  const ends = new Map<PlanState, number>();
  await fc.assert(
    fc.asyncProperty(planWorlds, fc.array(planEvents, { maxLength: 25 }), async (given, events) => {
      const flow = await Flow.begin(world, given);
      expect(await flow.state()).toBe(flow.model.state);
      for (const event of events) {
        const [does, should] = await flow.happen(event);
        expect([event, does, await flow.state()]).toEqual([event, should, flow.model.state]);
        expect(flow.model.fault()).toBeNull();
        expect(await flow.openFor()).toEqual([[], []]);
      }
      ends.set(flow.model.state, (ends.get(flow.model.state) ?? 0) + 1);
    }),
    { numRuns: flows, endOnFailure: true },
  );
  expect([...ends.keys()]).toEqual(expect.arrayContaining(["approved", "expired", "denied"]));
}, 180_000);

test("of two who decide at the same instant one counts, and the other is told who and when", async () => {
  const world = await openApprovalWorld([platform]);
  const [priya, omar] = await Promise.all([world.actor("priya"), world.actor("omar")]);
  for (let round = 0; round < 20; round += 1) {
    const { id, digest } = await world.submit("dana");
    const decide = (verdict: "approve" | "reject") => ({ id, digest, verdict, comment: "" });
    const answers = await Promise.allSettled([
      decideRequest(world.web, priya, decide("approve")),
      decideRequest(world.web, omar, decide(round % 2 === 0 ? "approve" : "reject")),
    ]);
    const [won] = answers
      .map(({ status }) => status)
      .map((status, index) => [status, index] as const)
      .toSorted();
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const winner = won?.[1] === 0 ? priya : omar;
    expect(answers.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "already_decided", details: { by: winner.name, at: expect.any(String) } },
    });
    const votes = await world.rows("SELECT FROM votes WHERE request_id = $1", id);
    expect(votes).toHaveLength(1);
  }
}, 60_000);

test("of two who decide at the same instant on stages that both may decide on, each counts for one of its own", async () => {
  const world = await openApprovalWorld([platform, { ...platform, groups: ["group:platform"] }]);
  await world.join("kim", "platform");
  const [priya, omar] = await Promise.all([world.actor("priya"), world.actor("omar")]);
  for (let round = 0; round < 10; round += 1) {
    const { id, digest } = await world.submit("dana");
    const vote = { id, digest, verdict: "approve" as const, comment: "" };
    await Promise.allSettled([decideRequest(world.web, priya, vote), decideRequest(world.web, omar, vote)]);
    const votes = await world.rows<{ stage: number }>(
      "SELECT stage FROM votes WHERE request_id = $1 ORDER BY stage",
      id,
    );
    // Both may have counted, each for a stage of its own.
    expect(votes.map(({ stage }) => stage)).toEqual(votes.map((_, stage) => stage));
  }
}, 60_000);
