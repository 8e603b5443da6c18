import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";

/** Group claims by the names that stages use, written down by hand. */
const claimOf: Readonly<Record<string, string>> = {
  platform: "platform",
  security: "security",
  admin: "latchkey-admins",
};

/** What a flow begins with. */
export interface PlanWorld {
  readonly plan: ApprovalPlan;
  /** Claims of everybody, by name. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly requester: string;
  /** By name. */
  readonly maintainers: readonly string[];
}

/** How a request stands. */
export type PlanState = "pending" | "approved" | "rejected" | "expired" | "denied";

/** A vote that was let count, and since which filing or voiding. */
export interface CountedVote {
  readonly who: string;
  readonly stage: number;
  readonly epoch: number;
}

/**
 * What should become of a request under a plan, by the words of its description and by none of the product's code: the
 * engine and the server are held against it, step by step.
 */
export class PlanModel {
  state: PlanState = "pending";
  stage = 0;
  readonly counted: CountedVote[] = [];
  readonly groups = new Map<string, Set<string>>();
  #epoch = 0;
  #isEscalated = false;
  #spent = new Set<string>();
  #asked: Map<string, "plan" | "escalation">[] = [];
  readonly #world: PlanWorld;

  constructor(world: PlanWorld) {
    this.#world = world;
    for (const [who, claims] of Object.entries(world.groups)) this.groups.set(who, new Set(claims));
    this.file();
  }

  /** The request is filed, or filed anew after an edit: votes are void, everybody is looked at again. */
  file(): void {
    this.#restart();
    this.#asked = this.#world.plan.map(({ groups }, stage) => {
      const people = [...this.groups.keys()].filter((who) => this.#holds(who, groups) && !this.#isBarred(who, stage));
      return new Map(people.map((who) => [who, "plan" as const]));
    });
    const people = this.#asked.map((asked) => [...asked.keys()]);
    this.state = canBeMet(this.#world.plan, people, new Set()) ? "pending" : "denied";
  }

  mayVote(who: string): boolean {
    const stage = this.#world.plan[this.stage];
    const via = this.#asked[this.stage]?.get(who);
    if (this.state !== "pending" || stage === undefined || via === undefined || this.#spent.has(who)) return false;
    const groups = via === "plan" ? stage.groups : (stage.escalateTo ?? []);
    return this.#holds(who, groups) && !this.#isBarred(who, this.stage);
  }

  /** Whether it counts. */
  vote(who: string, verdict: "approve" | "reject"): boolean {
    if (!this.mayVote(who)) return false;
    if (verdict === "reject") {
      this.state = "rejected";
      return true;
    }
    this.#spent.add(who);
    this.counted.push({ who, stage: this.stage, epoch: this.#epoch });
    const here = this.counted.filter(({ stage, epoch }) => stage === this.stage && epoch === this.#epoch);
    if (here.length < (this.#world.plan[this.stage]?.quorum ?? 0)) return true;
    this.stage += 1;
    this.#isEscalated = false;
    if (this.stage === this.#world.plan.length) this.state = "approved";
    return true;
  }

  /** Somebody offers less instead: what was voted does not count, everything else stays. */
  counter(who: string): boolean {
    if (!this.mayVote(who)) return false;
    this.#restart();
    return true;
  }

  timeOut(): void {
    if (this.state !== "pending") return;
    const { escalateTo = [] } = this.#world.plan[this.stage] ?? {};
    const asked = this.#asked[this.stage] ?? new Map<string, "plan" | "escalation">();
    if (this.#isEscalated || escalateTo.length === 0) {
      this.state = "expired";
      return;
    }
    for (const who of this.groups.keys()) {
      const isNew = !asked.has(who) && !this.#spent.has(who);
      if (isNew && this.#holds(who, escalateTo) && !this.#isBarred(who, this.stage)) asked.set(who, "escalation");
    }
    const added = [...asked].filter(([who, via]) => via === "escalation" && !this.#spent.has(who));
    if (added.length === 0) this.state = "expired";
    this.#isEscalated = true;
  }

  join(who: string, claim: string): void {
    this.groups.get(who)?.add(claim);
  }

  leave(who: string, claim: string): void {
    this.groups.get(who)?.delete(claim);
  }

  /** Says what is wrong with an approval, from what counted alone; null: it is sound. */
  fault(): string | null {
    if (this.state !== "approved") return null;
    const votes = this.counted.filter(({ epoch }) => epoch === this.#epoch);
    if (new Set(votes.map(({ who }) => who)).size !== votes.length) return "somebody counts twice";
    if (votes.some(({ who }) => who === this.#world.requester)) return "the requester counts";
    const order = votes.map(({ stage }) => stage);
    if (order.join() !== order.toSorted((one, other) => one - other).join()) return "the stages are out of order";
    const short = this.#world.plan.findIndex(
      ({ quorum }, stage) => order.filter((at) => at === stage).length !== quorum,
    );
    return short === -1 ? null : `stage ${short} has not its quorum`;
  }

  #restart(): void {
    this.#epoch += 1;
    this.stage = 0;
    this.#isEscalated = false;
    this.#spent = new Set();
  }

  #holds(who: string, groups: readonly string[]): boolean {
    return groups.some((group) => this.groups.get(who)?.has(claimOf[group] ?? "") === true);
  }

  #isBarred(who: string, stage: number): boolean {
    const apart = this.#world.plan[stage]?.distinctFrom?.includes("maintainer") === true;
    return who === this.#world.requester || (apart && this.#world.maintainers.includes(who));
  }
}

/** Tries every way in which people could take turns. */
function canBeMet(
  [stage, ...others]: ApprovalPlan,
  [people = [], ...rest]: readonly (readonly string[])[],
  spent: ReadonlySet<string>,
): boolean {
  if (stage === undefined) return true;
  if (stage.quorum === 0) return canBeMet(others, rest, spent);
  const one = { ...stage, quorum: stage.quorum - 1 };
  return people.some(
    (who) => !spent.has(who) && canBeMet([one, ...others], [people, ...rest], new Set([...spent, who])),
  );
}
