import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Decision, Remedy } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import { changeCandidates, changeCost } from "#domain/guardrails/change-candidates.ts";

const evaluationsMax = 200;
const changesMax = 3;
const lifetimePath = "/lifetimeHours";

/** A decision other than `auto`, and how to make another one. */
export interface ChangeSearch {
  /** The body filled in, and as it was sent: a change has to serve both. */
  readonly bodies: readonly [SubmitBody, ...SubmitBody[]];
  readonly decision: Decision;
  readonly catalog: Pick<Catalog, "templates" | "environments" | "settings">;
  /** Decides a changed body as a submit would; null: it would be refused. */
  readonly decide: (body: SubmitBody) => Promise<Decision | null>;
}

/**
 * Finds the fewest changes of the body, the cheapest of as few, after which it would be granted at once; null: none of
 * those tried does, within 200 evaluations.
 *
 * Each is decided by the evaluator itself. A shorter lifetime is the longest that is granted.
 */
export async function smallestChange(search: ChangeSearch): Promise<Remedy[] | null> {
  const attempt = new Attempt(search);
  let nodes: Node[] = [{ changes: [], decision: search.decision }];
  for (let count = 1; count <= changesMax; count++) {
    const steps = nodes.flatMap((node) => stepsFrom(node, search)).filter(attempt.isNew);
    const next: Node[] = [];
    for (const { changes, from, isLast } of steps.toSorted(byCost)) {
      const decision = await attempt.decide(changes);
      if (decision === "spent") return null;
      if (decision?.outcome === "auto") return inOrder(await attempt.prolong(changes));
      // What changes nothing of what stands in the way is of no use beside another change either.
      if (decision && !isLast && blockersOf(decision) !== blockersOf(from)) next.push({ changes, decision });
    }
    nodes = next;
  }
  return null;
}

interface Node {
  readonly changes: readonly Remedy[];
  readonly decision: Decision;
}

interface Step {
  readonly changes: readonly Remedy[];
  readonly from: Decision;
  /** Only tried as the last of the changes. */
  readonly isLast: boolean;
}

function stepsFrom({ changes, decision }: Node, { bodies: [filled], catalog }: ChangeSearch): Step[] {
  const body = applyAll(filled, changes);
  if (body === null) return [];
  const open = (candidate: Remedy) => !changes.some(({ path }) => path === candidate.path);
  const steps = changeCandidates({ body, decision, catalog })
    .filter(open)
    .map((candidate) => ({ changes: [...changes, candidate], from: decision, isLast: false }));
  const shortest: Remedy = { path: lifetimePath, op: "=", value: 1 };
  const probe = { changes: [...changes, shortest], from: decision, isLast: true };
  return open(shortest) && (body.lifetimeHours ?? 1) > 1 ? [...steps, probe] : steps;
}

/** Decides within the budget, each set of changes once. */
class Attempt {
  readonly #search: ChangeSearch;
  readonly #seen = new Set<string>();
  #left = evaluationsMax;

  constructor(search: ChangeSearch) {
    this.#search = search;
  }

  readonly isNew = ({ changes }: Step): boolean => {
    const key = JSON.stringify(changes.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
    return !this.#seen.has(key) && this.#seen.add(key) !== undefined;
  };

  /** What is decided on the first of the bodies that is not granted, or on the last. */
  async decide(changes: readonly Remedy[]): Promise<Decision | null | "spent"> {
    let decision: Decision | null = null;
    for (const original of distinct(this.#search.bodies.map((body) => applyAll(body, changes)))) {
      if (original === null) return null;
      if (this.#left <= 0) return "spent";
      this.#left -= 1;
      decision = await this.#search.decide(original);
      if (decision?.outcome !== "auto") return decision;
    }
    return decision;
  }

  /** Gives the changes with the longest lifetime that is granted, where they shorten it. */
  async prolong(changes: readonly Remedy[]): Promise<Remedy[]> {
    const current = this.#search.bodies[0].lifetimeHours ?? 1;
    const found = changes.find(({ path }) => path === lifetimePath)?.value;
    if (typeof found !== "number" || found >= current) return [...changes];
    const lasting = (hours: number) =>
      changes.map((item) => (item.path === lifetimePath ? { ...item, value: hours } : item));
    let granted = found;
    for (let refused = current; refused - granted > 1;) {
      const middle = Math.floor((granted + refused) / 2);
      const decision = await this.decide(lasting(middle));
      if (decision === "spent") break;
      if (decision?.outcome === "auto") granted = middle;
      else refused = middle;
    }
    return lasting(granted);
  }
}

function applyAll(body: SubmitBody, changes: readonly Remedy[]): SubmitBody | null {
  return changes.reduce<SubmitBody | null>((changed, remedy) => changed && applyRemedy(changed, remedy), body);
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function blockersOf({ trace }: Decision): string {
  const blocking = trace.filter(({ result }) => result === "deny" || result === "needs_approval" || result === "error");
  return JSON.stringify(blocking.map(({ rule, message }) => [rule, message]));
}

/** The cheapest change first. */
function inOrder(changes: readonly Remedy[]): Remedy[] {
  return changes.toSorted((a, b) => compare(changeCost([a]), changeCost([b])));
}

/** The dearest change counts first. */
function byCost(a: Step, b: Step): number {
  return compare(changeCost(a.changes), changeCost(b.changes));
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((cost, index) => cost !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
