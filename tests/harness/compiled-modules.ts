import { fileURLToPath } from "node:url";

/** Where processes that tests start keep what they compiled: they start by the hundred, and half of a start is compiling. */
export const compiledModules = fileURLToPath(new URL("../../node_modules/.cache/latchkey-compiled", import.meta.url));
