import { join } from "node:path";
import { ensureRevealPageBuilt, ensureWebBuilt } from "../launcher/build.mjs";
import { root } from "../launcher/root.mjs";
import { ensureChromium } from "./ensure-chromium.mjs";
import { ensureRedis } from "./ensure-redis.mjs";
import { readReport } from "./read-report.mjs";
import { runStreaming } from "./run-streaming.mjs";

/** A line of a process's log; the tests that need logs read them themselves. */
const logLine = /^\{"level":/;

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
      return runCounted({ kind: "check", report }, [node, "scripts/check/main.ts", `--report=${report}`], {
        minutesMax: 6,
      });
    },
  },
  {
    name: "integration",
    run: async ({ node, reports, tell }) => {
      await ensureRedis(tell);
      const report = join(reports, "integration.json");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const command = [node, tool("vitest/vitest.mjs"), "run", "--project=integration", ...reporters];
      return runCounted({ kind: "vitest", report }, command, { minutesMax: 25, hide: logLine });
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
      return runCounted({ kind: "playwright", report }, command, { minutesMax: 15, env });
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
