import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { StartError } from "#scripts/embedded/start-error.ts";

const entry = fileURLToPath(new URL("migrate-main.ts", import.meta.url));

/**
 * Brings a ledger up to date in a process of its own, whose migration engine would else stay in the supervisor's memory.
 *
 * @throws StartError with the database's reason
 */
export function runMigrations(migratorUrl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(entry, [], {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    let answer: unknown = "the migration process ended early";
    child.once("message", (message) => (answer = message));
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new StartError(`The ledger cannot be brought up to date: ${String(answer)}`));
    });
    // Over the channel: an argument or an environment would show the password to other processes.
    child.send(migratorUrl);
  });
}
