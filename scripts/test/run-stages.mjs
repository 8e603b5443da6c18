import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LaunchError } from "../launcher/launch-error.mjs";
import { prepareChecks } from "./prepare-checks.mjs";
import { stages } from "./stages.mjs";

/**
 * Installs what is missing, runs the stages one after the other, whatever the ones before gave, and ends with the line
 * "N passed, N failed" and an exit code that says the same.
 *
 * @param {readonly string[]} wanted names of stages; all when empty
 * @returns {Promise<void>}
 */
export async function runStages(wanted) {
  const unknown = wanted.filter((name) => stages.every((stage) => stage.name !== name));
  if (unknown.length > 0) {
    tell(`There is no stage ${unknown.join(", ")}: choose from ${stages.map(({ name }) => name).join(", ")}.`);
    process.exitCode = 1;
    return;
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  const reports = mkdtempSync(join(tmpdir(), "latchkey-test-"));
  try {
    const node = await prepareChecks(tell);
    for (const stage of stages) {
      if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
      add(total, await runStage(stage, { node, reports, tell }));
    }
  } catch (error) {
    explain(error);
    total.failed += 1;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
  if (total.skipped > 0) tell(`\n${total.skipped} were not run: their stage says why.`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
}

async function runStage(stage, context) {
  const started = Date.now();
  tell(`\n── ${stage.name}`);
  const counts = await stage.run(context).catch((error) => {
    explain(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  tell(`── ${stage.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} not run, ${seconds} s`);
  return counts;
}

function add(total, counts) {
  for (const key of Object.keys(total)) total[key] += counts[key];
}

function explain(error) {
  tell(error instanceof LaunchError ? error.message : String(error?.stack ?? error));
}

function tell(sentence) {
  process.stdout.write(`${sentence}\n`);
}
