import fc from "fast-check";
import { expect, test } from "vitest";
import type { CastVote } from "#domain/approvals/approval-plan.ts";
import { canDecide, type DecidableRequest } from "#domain/approvals/can-decide.ts";
import { eligibleApprovers } from "#domain/approvals/eligible-approvers.ts";
import { findUnmetStages } from "#domain/approvals/find-unmet-stages.ts";
import { tallyVotes } from "#domain/approvals/tally-votes.ts";
import { whenDue } from "#domain/approvals/when-due.ts";
import { planEvents, planWorlds, type PlanEvent } from "#tests/approvals/plan-flows.ts";
import { PlanModel, type PlanState, type PlanWorld } from "#tests/approvals/plan-model.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";

const catalog = sampleCatalog();
const emailOf = (who: string) => `${who}@latchkey.test`;

/** The engine as the server drives it, on people who come and go. */
class Engine {
  state: PlanState = "pending";
  #votes: CastVote[] = [];
  #asked: Map<string, "plan" | "escalation">[] = [];
  #isEscalated = false;
  readonly #world: PlanWorld;
  readonly #groups: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(world: PlanWorld, groups: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#world = world;
    this.#groups = groups;
    this.file();
  }

  file(): void {
    this.#restart();
    const eligible = this.#world.plan.map((_, stage) => this.#eligible(stage, this.#world.plan));
    this.#asked = eligible.map((people) => new Map(people.map((who) => [who, "plan" as const])));
    this.state = findUnmetStages(this.#world.plan, eligible) === null ? "pending" : "denied";
  }

  vote(who: string, verdict: "approve" | "reject"): boolean {
    const stage = this.#stage();
    if (this.state !== "pending" || stage === null || !this.#mayDecide(who, stage)) return false;
    this.#votes.push({ principalId: who, stage, verdict });
    const tally = tallyVotes(this.#world.plan, this.#votes);
    if (tally.state !== "pending") this.state = tally.state;
    else if (tally.stage !== stage) this.#isEscalated = false;
    return true;
  }

  counter(who: string): boolean {
    const stage = this.#stage();
    if (this.state !== "pending" || stage === null || !this.#mayDecide(who, stage)) return false;
    this.#restart();
    return true;
  }

  timeOut(): void {
    const at = this.#stage();
    const stage = at === null ? undefined : this.#world.plan[at];
    if (this.state !== "pending" || at === null || stage === undefined) return;
    const asked = this.#asked[at] ?? new Map<string, "plan" | "escalation">();
    if (whenDue(stage, this.#isEscalated) === "escalate") {
      const wider = this.#world.plan.map((one) => ({ ...one, groups: one.escalateTo ?? [] }));
      for (const who of this.#eligible(at, wider)) {
        if (!asked.has(who) && !this.#hasVoted(who)) asked.set(who, "escalation");
      }
      this.#isEscalated = true;
      if ([...asked].some(([who, via]) => via === "escalation" && !this.#hasVoted(who))) return;
    }
    this.state = "expired";
  }

  #stage(): number | null {
    const tally = tallyVotes(this.#world.plan, this.#votes);
    return tally.state === "pending" ? tally.stage : null;
  }

  #mayDecide(who: string, stage: number): boolean {
    const asked = [...(this.#asked[stage] ?? [])];
    const request = {
      ...this.#request(),
      approvalPlan: this.#world.plan,
      approverIds: asked.map(([id]) => id),
      escalatedIds: asked.filter(([, via]) => via === "escalation").map(([id]) => id),
    };
    return canDecide({ actor: this.#person(who), request, stage, votes: this.#votes, catalog }).allowed;
  }

  #eligible(stage: number, approvalPlan: PlanWorld["plan"]): string[] {
    const people = [...this.#groups.keys()].map((who) => this.#person(who));
    return eligibleApprovers(people, { ...this.#request(), approvalPlan }, { stage, catalog }).map(
      ({ principalId }) => principalId,
    );
  }

  #request(): Omit<DecidableRequest, "approvalPlan" | "approverIds"> {
    const { requester, maintainers } = this.#world;
    return {
      team: "payments",
      requester: { principalId: requester, email: emailOf(requester) },
      onBehalfOf: null,
      maintainers: maintainers.map(emailOf),
    };
  }

  #person(who: string) {
    const groups = [...(this.#groups.get(who) ?? [])];
    return {
      principalId: who,
      kind: "user" as const,
      email: emailOf(who),
      groups,
      attributes: [],
      channel: "web" as const,
    };
  }

  #hasVoted(who: string): boolean {
    return this.#votes.some(({ principalId }) => principalId === who);
  }

  #restart(): void {
    this.#votes = [];
    this.#isEscalated = false;
  }
}

/** Lets it happen to both and gives what each says of it. */
function happen(event: PlanEvent, model: PlanModel, engine: Engine): [boolean, boolean] {
  switch (event.kind) {
    case "vote":
      return [model.vote(event.who, event.verdict), engine.vote(event.who, event.verdict)];
    case "counter":
      return [model.counter(event.who), engine.counter(event.who)];
    case "join":
      model.join(event.who, event.claim);
      return [true, true];
    case "leave":
      model.leave(event.who, event.claim);
      return [true, true];
    case "edit":
      if (model.state === "pending") {
        model.file();
        engine.file();
      }
      return [true, true];
    case "time_out":
      model.timeOut();
      engine.timeOut();
      return [true, true];
  }
}

test(`no sequence of votes, departures, offers, edits and time-outs lets a request through without its quorum of different people at each stage in order, in ${propertyRuns} flows`, () => {
  const ends = new Map<PlanState, number>();
  fc.assert(
    fc.property(planWorlds, fc.array(planEvents, { maxLength: 40 }), (world, events) => {
      const model = new PlanModel(world);
      const engine = new Engine(world, model.groups);
      expect(engine.state).toBe(model.state);
      for (const event of events) {
        const [should, does] = happen(event, model, engine);
        expect([event, does, engine.state]).toEqual([event, should, model.state]);
        expect(model.fault()).toBeNull();
      }
      ends.set(model.state, (ends.get(model.state) ?? 0) + 1);
    }),
    { numRuns: propertyRuns },
  );
  // The flows do reach what the test is about.
  expect(ends.get("approved")).toBeGreaterThan(propertyRuns / 20);
  for (const end of ["rejected", "expired", "denied"] as const) expect(ends.get(end)).toBeGreaterThan(0);
});
