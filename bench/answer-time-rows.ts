import { measureAnswerTimes } from "#bench/measure-answer-times.ts";
import { verdict } from "#bench/statistics.ts";

const differenceMsMax = 1;

/** Measures what the time of an answer tells of what exists, over HTTP of a whole installation. `BENCH_SAMPLES` says how often. */
export async function answerTimeRows(): Promise<string[][]> {
  const samples = Number(process.env.BENCH_SAMPLES ?? 2000);
  const figures = await measureAnswerTimes(samples);
  return figures.map(({ name, unknownMs, knownMs, differenceMs, unlike }) => [
    `${name}: of somebody else (yardstick: of nobody), median of ${samples}`,
    `${knownMs.toFixed(2)} ms`,
    `${unknownMs.toFixed(2)} ms`,
    `${differenceMs.toFixed(2)} ms apart`,
    verdict(`< ${differenceMsMax} ms, answers alike`, differenceMs < differenceMsMax && unlike === 0),
  ]);
}
