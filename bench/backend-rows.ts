import { backendPlaces, type BackendPlace } from "#bench/backend-places.ts";
import { percentile } from "#bench/statistics.ts";
import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import { openCall } from "#tests/contract-suite/open-call.ts";
import { perform, provisionActs } from "#tests/contract-suite/perform.ts";

const warmups = 3;

/** What each type costs on its real back end, from the first step to the delivery, against the calls made by hand. */
export async function backendRows(): Promise<string[][]> {
  const rounds = Number(process.env.BENCH_ROUNDS ?? 30);
  const rows: string[][] = [];
  for (const { typeId, open } of backendPlaces()) {
    if (open === null) {
      rows.push([`${typeId}: not measured, its back end is not on this machine`, "", "", "", ""]);
      continue;
    }
    await using place = await open();
    const figures = await inTurns(place, rounds);
    const [ours, raw] = [percentile(figures.ours, 0.5), percentile(figures.raw, 0.5)];
    rows.push([
      `${typeId}, built and proven, p50 (yardstick: raw calls)`,
      `${ours.toFixed(1)} ms`,
      `${raw.toFixed(1)} ms`,
      `${(ours / raw).toFixed(2)} ×`,
      "",
    ]);
  }
  return rows;
}

/** Takes turns, so that whatever else the machine does weighs on both alike. */
async function inTurns(place: BackendPlace, rounds: number) {
  const type = resourceTypes.find(({ id }) => id === place.typeId);
  if (type === undefined) throw new Error(`There is no type ${place.typeId}.`);
  const figures = { ours: [] as number[], raw: [] as number[] };
  for (let round = -warmups; round < rounds; round++) {
    const raw = await timed(() => place.makeRaw());
    const ours = await timed(() => build(type, place));
    if (round < 0) continue;
    figures.raw.push(raw);
    figures.ours.push(ours);
  }
  return figures;
}

async function build(type: ResourceType, place: BackendPlace): Promise<void> {
  const parameters = type.parameters.parse(place.parameters);
  const call = openCall(place, parameters);
  for (const act of provisionActs(type, call.resource, parameters)) await perform(type, act, call.context());
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
