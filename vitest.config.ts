import { defineConfig } from "vitest/config";
import { temporaryDirectory } from "./scripts/test/temporary-directory.mjs";

// Inherited by the workers and by what tests start.
process.env.TMPDIR ??= temporaryDirectory();

/** Folders that hold no test of ours, or tests of another runner. */
const exclude = ["**/node_modules/**", "**/.next/**", ".latchkey/**", "e2e/**"];

/** `npm test` runs the properties in a run of their own, with more cases. */
const apart = process.env.PROPERTIES_APART === "1" ? ["**/*.property.test.ts"] : [];

export default defineConfig({
  // Two cores: one worker runs tests while the other core serves the databases they talk to.
  test: {
    reporters: process.env.CI ? ["default"] : ["dot"],
    silent: "passed-only",
    // What was compiled once is read from node_modules while its file and this one stay as they are.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx,mjs}"],
          exclude: [...exclude, ...apart, "**/*.int.test.{ts,tsx}"],
          pool: "threads",
          // Pure tests share nothing worth a fresh world for each file, which would double their time.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["**/*.int.test.{ts,tsx}"],
          exclude,
          globalSetup: ["tests/harness/global-setup.ts"],
          setupFiles: ["tests/harness/drop-ledgers.ts"],
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // What is polled for is written by a process of its own, on a machine that runs another test beside it.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
