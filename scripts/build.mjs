// `npm run build`: installs, generates and builds what is missing or out of date, and starts nothing.
import { prepareClone } from "./launcher/launch.mjs";

await prepareClone({ isDevelopment: false }, (sentence) => process.stderr.write(`${sentence}\n`));
