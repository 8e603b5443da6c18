import { AppError } from "#domain/errors/app-error.ts";
import type { MariadbBackendSettings } from "../backend-settings.ts";
import type { Connection } from "../connect.ts";

/** How users of this server prove their password. */
export type AuthenticationPlugin = "ed25519" | "mysql_native_password";

/** What the server says about itself. */
export interface ServerFacts {
  /** For people, e.g. `MariaDB 10.11.8`. */
  readonly server: string;
  readonly plugin: AuthenticationPlugin;
}

interface FactsRow {
  readonly version: string;
  readonly readOnly: number;
  readonly hasEd25519: number;
}

const oldest = [10, 6] as const;

/**
 * Asks the server what it is, and settles how users of it prove their password.
 *
 * @throws backend_refused for a server that is no MariaDB, too old or read-only, or that lacks the plugin demanded
 */
export async function readServerFacts(connection: Connection, settings: MariadbBackendSettings): Promise<ServerFacts> {
  const [row] = await connection.rows<FactsRow>(
    `SELECT VERSION() AS version, @@GLOBAL.read_only AS readOnly,
        (SELECT COUNT(*) FROM information_schema.PLUGINS
          WHERE PLUGIN_NAME = 'ed25519' AND PLUGIN_STATUS = 'ACTIVE') AS hasEd25519`,
  );
  return judgeServer(row ?? { version: "", readOnly: 0, hasEd25519: 0 }, settings.authentication);
}

/** The same for what the server has answered. */
export function judgeServer(
  { version, readOnly, hasEd25519 }: FactsRow,
  wanted: MariadbBackendSettings["authentication"],
): ServerFacts {
  const number = /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? "";
  if (number === "" || !/mariadb/i.test(version)) {
    throw new AppError("backend_refused", "The database server is no MariaDB.");
  }
  const [major = 0, minor = 0] = number.split(".").map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    throw new AppError("backend_refused", `MariaDB ${number} is older than MariaDB ${oldest.join(".")}.`);
  }
  if (readOnly !== 0) {
    throw new AppError("backend_refused", "The database server is read-only. Name its primary in the admin secret.");
  }
  if (wanted === "ed25519" && hasEd25519 === 0) {
    throw new AppError(
      "backend_refused",
      "The database server has not loaded auth_ed25519, which its back end asks for.",
    );
  }
  const plugin = wanted === "mysql_native_password" || hasEd25519 === 0 ? "mysql_native_password" : "ed25519";
  return { server: `MariaDB ${number}`, plugin };
}
