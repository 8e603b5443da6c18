import type { Operation } from "#tests/api/api-document.ts";
import { faultOf, fitsBody } from "#tests/api/check-answer.ts";
import { fittingCases, wrongCases, type FuzzCase } from "#tests/api/fuzz-cases.ts";
import type { FuzzTally } from "#tests/api/fuzz-tally.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";
import { spellQuery } from "#tests/api/target-of.ts";

/** What the fuzz of one operation needs. */
export interface Fuzzing {
  readonly operation: Operation;
  readonly tally: FuzzTally;
  readonly seed: number;
  /** Chooses of what is wrong what is tried. */
  readonly random: () => number;
  readonly counts: { readonly fitting: number; readonly wrong: number };
  /** Whether `make` gives a call that succeeds, which is held against it. */
  readonly isWritten: boolean;
  /** A call that would succeed, with a thing of its own. */
  make(): Promise<GoodCall>;
  send(call: GoodCall, one: FuzzCase): Promise<{ readonly response: Response; readonly text: string }>;
  /** Looks at every answer besides. */
  look?(operation: Operation, response: Response, text: string): string | null;
}

/** Tries an operation with its good call, with calls that fit its schema, and with wrong ones; faults go to the tally. */
export async function fuzzOperation(fuzzing: Fuzzing): Promise<void> {
  const { operation, seed, counts } = fuzzing;
  await tryCase(fuzzing, await fuzzing.make(), { what: "good" });
  let good = await fuzzing.make();
  const casesOf = (call: GoodCall) => [
    ...fittingCases(operation, call, { seed, count: counts.fitting }),
    ...wrongCases(operation, call),
  ];
  const places = chosen(casesOf(good).length, fuzzing);
  for (const place of places) {
    const one = casesOf(good)[place];
    if (one === undefined) continue;
    const succeeded = await tryCase(fuzzing, good, one);
    if (succeeded && operation.method !== "GET") good = await fuzzing.make();
  }
}

/** All that fits, and as many as may be of what is wrong. */
function chosen(length: number, { counts, random }: Fuzzing): readonly number[] {
  const places = Array.from({ length }, (_, place) => place);
  const wrong = places.slice(counts.fitting).map((place) => ({ place, rank: random() }));
  const drawn = wrong.toSorted((one, other) => one.rank - other.rank).slice(0, counts.wrong);
  return [...places.slice(0, counts.fitting), ...drawn.map(({ place }) => place)];
}

async function tryCase(fuzzing: Fuzzing, good: GoodCall, one: FuzzCase): Promise<boolean> {
  const { operation, tally } = fuzzing;
  const { response, text } = await fuzzing.send(good, { ...defaultsOf(good), ...one });
  tally.add(operation, response.status);
  const fault =
    faultOf(operation, response, text) ??
    takenInVain(operation, one, response) ??
    fuzzing.look?.(operation, response, text) ??
    null;
  if (fault !== null) tally.faults.push(`${operation.id} (${one.what}) ${fault}`);
  if (one.what === "good" && fuzzing.isWritten && !response.ok)
    tally.faults.push(`${operation.id} refuses its good call: ${text.slice(0, 300)}`);
  if (one.what === "fitting" && text.includes('"code":"invalid_input"')) tally.refuseFitting(operation, text);
  return response.ok;
}

function defaultsOf({ id, query, body, headers }: GoodCall): Partial<FuzzCase> {
  return { id, query: spellQuery(query ?? {}), body, headers };
}

/** What the document refuses is not to be taken. */
function takenInVain(operation: Operation, { body, isRefused }: FuzzCase, { ok, status }: Response): string | null {
  if (!ok) return null;
  if (isRefused === true) return `takes it with ${status}`;
  return body === undefined || fitsBody(operation, body) ? null : `takes a body with ${status} that its schema refuses`;
}
