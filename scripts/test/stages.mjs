import { join } from "node:path";
import { ensureRevealPageBuilt, ensureWebBuilt } from "../launcher/build.mjs";
import { root } from "../launcher/root.mjs";
import { ensureChromium } from "./ensure-chromium.mjs";
import { ensureServers } from "./ensure-servers.mjs";
import { readReport } from "./read-report.mjs";
import { afterSecondChance, filesForSecondChance } from "./second-chance.mjs";
import { runStreaming } from "./run-streaming.mjs";

/** A line of a process's log; the tests that need logs read them themselves. */
const logLine = /^\{"level":/;

/** More failing stories than this are no noise of the machine. */
const storiesMax = 3;

/**
 * What a stage gets: Node 24, a directory for its report, and a way to say what it does.
 *
 * @typedef {{ node: string, reports: string, tell: (sentence: string) => void }} StageContext
 * @typedef {{ name: string, run: (ctx: StageContext) => Promise<import("./read-report.mjs").Counts> }} Stage
 */

/** @type {readonly Stage[]} The stages of `npm test`, in their order. */
export const stages = [
  {
    name: "check",
    run: ({ node, reports }) => {
      const report = join(reports, "check.json");
      // Each property is tried on far more cases than in `npm run check`.
      const command = [node, "scripts/check/main.ts", `--report=${report}`, "--cases=10000"];
      return runCounted({ kind: "check", report }, command, { minutesMax: 10 });
    },
  },
  {
    name: "integration",
    run: async ({ node, reports, tell }) => {
      await ensureServers(tell);
      const report = join(reports, "integration.json");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const command = [node, tool("vitest/vitest.mjs"), "run", "--project=integration", ...reporters];
      const first = await runCounted({ kind: "vitest", report }, command, { minutesMax: 50, hide: logLine });
      const files = first.failed > 0 ? filesForSecondChance(report) : [];
      if (files.length === 0) return first;
      tell(`Failed, and run once more, alone: ${files.join(", ")}`);
      const second = await runCounted({ kind: "vitest", report }, [...command, "--maxWorkers=1", ...files], {
        minutesMax: 15,
        hide: logLine,
      });
      return afterSecondChance(first, second);
    },
  },
  {
    name: "build",
    run: async ({ node, tell }) => {
      await ensureRevealPageBuilt(node, tell);
      await ensureWebBuilt(node, tell);
      return { passed: 1, failed: 0, skipped: 0 };
    },
  },
  {
    name: "e2e",
    run: async ({ node, reports, tell }) => {
      const report = join(reports, "e2e.json");
      const env = { CHROMIUM_PATH: await ensureChromium(tell), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
      const command = [node, tool("@playwright/test/cli.js"), "test", "--reporter=list,json"];
      const first = await runCounted({ kind: "playwright", report }, command, { minutesMax: 35, env });
      if (first.failed === 0 || first.failed > storiesMax) return first;
      tell(`${first.failed} failed, and run once more, alone.`);
      const again = [...command, "--last-failed", "--workers=1", "--trace=retain-on-failure"];
      return afterSecondChance(first, await runCounted({ kind: "playwright", report }, again, { minutesMax: 10, env }));
    },
  },
];

function tool(path) {
  return join(root, "node_modules", path);
}

async function runCounted({ kind, report }, command, options) {
  const { exitCode, timedOut } = await runStreaming(command, options);
  if (timedOut) process.stderr.write(`Stopped after ${options.minutesMax} minutes.\n`);
  return readReport(kind, report, exitCode);
}
