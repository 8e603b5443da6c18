// `npm run generate`: writes the database client and the index of the resource types anew where their sources changed.
import { chooseNode } from "./launcher/choose-node.mjs";
import { ensureGenerated } from "./launcher/generate.mjs";
import { runCommand } from "./launcher/run-command.mjs";

const node = chooseNode();
await ensureGenerated(node, (sentence) => process.stderr.write(`${sentence}\n`));
await runCommand("The generation of the index", [node, "scripts/generate-indexes.ts"]);
