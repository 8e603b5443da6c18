import { existsSync } from "node:fs";
import { join } from "node:path";
import { digestFiles } from "./digest-files.mjs";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";
import { oncePerDigest } from "./stamp.mjs";

const webInputs = [
  "app",
  "components",
  "domain",
  "resource-types",
  "server",
  "public",
  "prisma/schema.prisma",
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];
const pageBuilder = "reveal/page/build-page.ts";
const pageInputs = ["reveal/page", "components/tokens.css", "domain", "package-lock.json"];
const pageOutput = "reveal/page/dist";

/**
 * Makes sure that the web process's build fits its sources.
 *
 * @param {string} node Node 24
 * @param {(sentence: string) => void} tell
 * @returns {Promise<void>}
 */
export async function ensureWebBuilt(node, tell) {
  await oncePerDigest(".next/latchkey-digest", digestFiles(webInputs, isSource), async () => {
    tell("Building the web process …");
    const command = [node, join(root, "node_modules/next/dist/bin/next"), "build"];
    await runCommand("The build of the web process", command, { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" });
  });
}

/**
 * Makes sure that the bundle of the reveal page fits its sources.
 *
 * @param {string} node Node 24
 * @param {(sentence: string) => void} tell
 * @returns {Promise<void>}
 */
export async function ensureRevealPageBuilt(node, tell) {
  if (!existsSync(join(root, pageBuilder))) return;
  await oncePerDigest(`${pageOutput}/.digest`, digestPage(), async () => {
    tell("Building the reveal page …");
    await runCommand("The build of the reveal page", [node, join(root, pageBuilder)]);
  });
}

/** The bundle lies among its sources. */
function digestPage() {
  return digestFiles(pageInputs, (path) => isSource(path) && !path.startsWith(`${pageOutput}/`));
}

function isSource(path) {
  return !/[.]test[.]tsx?$/.test(path);
}
