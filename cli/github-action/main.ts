import { giveBackInJob } from "#cli/github-action/give-back-in-job.ts";
import { githubRunner } from "#cli/github-action/runner.ts";
import { takeInJob } from "#cli/github-action/take-in-job.ts";

// The runner starts this file twice: as the step, and when the job ends, however it ends.
const runner = githubRunner(process.env, (text) => process.stdout.write(text));
const isOver = runner.state("begun") === "true";
try {
  await (isOver ? giveBackInJob : takeInJob)(runner, process.env);
} catch (error) {
  runner.fail(error instanceof Error ? error.message : "It failed.");
  process.exitCode = 1;
}
