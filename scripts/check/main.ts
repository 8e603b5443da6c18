// Runs every static check and the unit tests, for `npm run check`. Silent about what holds; says which part is red and why.
// With `--report=FILE` it also writes {passed, failed} as JSON, each part but the tests counted as one. With `--cases=N`
// the files `*.property.test.ts` run by themselves, N cases each.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { runCommand } from "#scripts/check/run-command.ts";

interface Part {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly part: Part;
  readonly exitCode: number;
  readonly output: string;
  readonly seconds: number;
}

const root = resolve(import.meta.dirname, "../..");
const bin = (name: string) => join(root, "node_modules/.bin", name);

const { values } = parseArgs({
  options: { report: { type: "string" }, cases: { type: "string" }, timings: { type: "boolean" } },
});
const scratch = await mkdtemp(join(tmpdir(), "latchkey-check-"));
const propertyFiles = ".property.test.ts";

/** A run of the unit tests, with its report; the same runner for both. */
function testPart(name: string, args: readonly string[], env: Part["env"] = {}) {
  const report = join(scratch, `${name.replaceAll(" ", "-")}.json`);
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  return { name, command: [bin("vitest"), "run", "--project=unit", ...reporters, ...args], env, report };
}

const testParts =
  values.cases === undefined
    ? [testPart("unit tests", [])]
    : [
        testPart("properties", [propertyFiles, "--testTimeout=300000"], { PROPERTY_RUNS: values.cases }),
        testPart("unit tests", [], { PROPERTIES_APART: "1" }),
      ];

/** Of its own: a prettier that is run without a cache, as editors do, removes the one at the usual place. */
const formatCache = ["--cache", "--cache-strategy=content", "--cache-location=node_modules/.cache/latchkey-format"];

/** The longest first, so that the short ones fill the second core. */
const parts: readonly Part[] = [
  ...testParts,
  { name: "format", command: [bin("prettier"), "--check", "--log-level=warn", ...formatCache, "."] },
  { name: "types", command: [bin("tsc"), "--noEmit", "--pretty", "false"] },
  { name: "dead code", command: [bin("knip"), "--no-progress", "--cache"] },
  { name: "arrows", command: [process.execPath, "scripts/check/arrows.ts"] },
  { name: "generated index", command: [process.execPath, "scripts/generate-indexes.ts", "--check"] },
  { name: "lint", command: [bin("oxlint"), "--deny-warnings"] },
];

const started = performance.now();
const outcomes = await runParts(parts);
for (const outcome of outcomes) {
  if (outcome.exitCode !== 0) console.error(`\n── ${outcome.part.name}\n${outcome.output.trim()}`);
  if (values.timings) console.log(`${outcome.part.name}: ${outcome.seconds.toFixed(1)} s`);
}

const red = outcomes.filter((outcome) => outcome.exitCode !== 0).map((outcome) => outcome.part.name);
const counts = await Promise.all(testParts.map(countTests));
const tests = { passed: sum(counts.map(({ passed }) => passed)), failed: sum(counts.map(({ failed }) => failed)) };
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (values.report !== undefined) {
  const isTests = (name: string) => testParts.some((part) => part.name === name);
  const statics = red.filter((name) => !isTests(name)).length;
  const passed = tests.passed + parts.length - testParts.length - statics;
  await writeFile(values.report, JSON.stringify({ passed, failed: tests.failed + statics }));
}
await rm(scratch, { recursive: true, force: true });
if (red.length > 0) {
  console.error(`\nCheck failed in ${seconds} s: ${red.join(", ")}.`);
  process.exitCode = 1;
} else {
  const cases =
    values.cases === undefined ? "" : `, ${counts[0]?.passed} properties of up to ${values.cases} cases each`;
  console.log(
    `Check passed in ${seconds} s: types, lint, format, arrows, dead code, ${tests.passed} unit tests${cases}.`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

async function runParts(queue: readonly Part[]): Promise<readonly Outcome[]> {
  const waiting = [...queue];
  const done: Outcome[] = [];
  const lane = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const { exitCode, output, seconds: took } = await runCommand(part.command, root, part.env);
      done.push({ part, exitCode, output, seconds: took });
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, Math.min(4, availableParallelism())) }, lane));
  return done;
}

/** A runner that crashed wrote no report: that is one failed test. */
async function countTests({
  name,
  report,
}: {
  name: string;
  report: string;
}): Promise<{ passed: number; failed: number }> {
  try {
    const told = JSON.parse(await readFile(report, "utf8")) as Record<string, unknown>;
    const crashed = outcomes.some(({ part, exitCode }) => part.name === name && exitCode !== 0);
    const failed = Number(told.numFailedTests);
    return { passed: Number(told.numPassedTests), failed: crashed ? Math.max(1, failed) : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
