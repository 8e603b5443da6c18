import { join } from "node:path";
import { chooseNode } from "../launcher/choose-node.mjs";
import { ensureGenerated } from "../launcher/generate.mjs";
import { ensureInstalled } from "../launcher/install.mjs";
import { root } from "../launcher/root.mjs";
import { runCommand } from "../launcher/run-command.mjs";
import { withLock } from "../launcher/with-lock.mjs";

/**
 * Installs and generates what a check of the sources needs, and gives the Node to run with: no build.
 *
 * @param {(sentence: string) => void} tell
 * @returns {Promise<string>} path of Node 24
 */
export function prepareChecks(tell) {
  return withLock(async () => {
    await ensureInstalled(tell);
    const node = chooseNode();
    await ensureGenerated(node, tell);
    // The types of the pages' properties; takes less time than finding out whether they are up to date.
    await runCommand(
      "The generation of the route types",
      [node, join(root, "node_modules/next/dist/bin/next"), "typegen"],
      {
        NEXT_TELEMETRY_DISABLED: "1",
      },
    );
    return node;
  });
}
