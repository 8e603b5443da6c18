// `npm test`: proves the product on a clean machine with only Node 20 or newer and npm, and ends with one line
// "N passed, N failed". Names of stages as arguments run those alone: check, integration, build, e2e.
// This file keeps to syntax that old versions of Node can read, so that it can say what is wrong.
import { requireNode } from "./launcher/require-node.mjs";

if (requireNode(process.versions.node)) {
  void import("./test/run-stages.mjs").then(function (tests) {
    return tests.runStages(process.argv.slice(2));
  });
}
