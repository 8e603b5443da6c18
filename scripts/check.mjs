// `npm run check`: types, lint, format, arrows, dead code and unit tests, on what is installed and generated first.
import { prepareChecks } from "./test/prepare-checks.mjs";
import { runStreaming } from "./test/run-streaming.mjs";

const node = await prepareChecks((sentence) => process.stderr.write(`${sentence}\n`));
const { exitCode } = await runStreaming([node, "scripts/check/main.ts", ...process.argv.slice(2)], { minutesMax: 10 });
process.exitCode = exitCode;
