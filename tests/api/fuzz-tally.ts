import type { Operation } from "#tests/api/api-document.ts";
import { say } from "#tests/contract-suite/say.ts";

/** What became of the calls of a fuzz run. */
export class FuzzTally {
  /** Sentences about answers that are not as the document says. */
  readonly faults: string[] = [];
  readonly #seed: number;
  readonly #counts = new Map<string, Map<number, number>>();
  readonly #unsaid = new Map<string, number>();

  /** @param seed that makes the run anew */
  constructor(seed: number) {
    this.#seed = seed;
  }

  add({ id }: Operation, status: number): void {
    const counts = this.#counts.get(id) ?? new Map<number, number>();
    counts.set(status, (counts.get(status) ?? 0) + 1);
    this.#counts.set(id, counts);
  }

  /** Notes a call that fits the document and was refused for its input: what the document does not say. */
  refuseFitting({ id }: Operation, text: string): void {
    const found = /"in":"(\w+)","path":"([^"]*)","message":"([^"]*)"/.exec(text);
    const key = found === null ? id : `${id} ${found[1]} ${found[2]}: ${found[3]}`;
    this.#unsaid.set(key, (this.#unsaid.get(key) ?? 0) + 1);
  }

  get succeeded(): number {
    return this.#count((status) => status < 300);
  }

  /** Prints how often each operation answered with which status, what the document leaves unsaid, and the sum. */
  print(where: string): void {
    for (const [id, counts] of this.#counts) {
      const told = [...counts].toSorted(([one], [other]) => one - other).map(([status, count]) => `${status}×${count}`);
      say(`schema fuzz | ${id} | ${told.join(" ")}`);
    }
    for (const [what, count] of this.#unsaid) say(`schema fuzz | fits, and is refused ${count}× | ${what}`);
    const calls = this.#count(() => true);
    const unreached = this.#unreached.join(", ") || "none";
    const sum = `${calls} calls of ${this.#counts.size} operations, ${this.faults.length} faults`;
    say(`schema fuzz | ${where} | seed ${this.#seed}: ${sum}; never succeeded: ${unreached}`);
  }

  /** Operations that no call of the run succeeded with. */
  get #unreached(): readonly string[] {
    const isReached = (counts: ReadonlyMap<number, number>) => [...counts.keys()].some((status) => status < 300);
    return [...this.#counts].filter(([, counts]) => !isReached(counts)).map(([id]) => id);
  }

  #count(counts: (status: number) => boolean): number {
    const all = [...this.#counts.values()].flatMap((some) => [...some]);
    return all.filter(([status]) => counts(status)).reduce((sum, [, count]) => sum + count, 0);
  }
}
