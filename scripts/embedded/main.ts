import { supervise } from "#scripts/embedded/supervisor.ts";

await supervise({ isDevelopment: process.argv.includes("--dev") });
