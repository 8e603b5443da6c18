import { fileURLToPath } from "node:url";

/** The clone that this command runs from, or null in the bundled file, which replaces this module. */
export const cloneDirectory: string | null = fileURLToPath(new URL("../", import.meta.url));
