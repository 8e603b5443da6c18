// `npm start`: brings up everything on a clean machine with only Node 20 or newer and npm. With --dev, web is Next's
// development server instead of a build.
// This file and require-node.mjs keep to syntax that old versions of Node can read, so that they can say what is wrong.
import { requireNode } from "./launcher/require-node.mjs";

if (requireNode(process.versions.node)) {
  void import("./launcher/launch.mjs").then(function (launcher) {
    return launcher.launch({ isDevelopment: process.argv.indexOf("--dev") !== -1 });
  });
}
