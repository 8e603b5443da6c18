import pg from "pg";
import { StartError } from "#scripts/embedded/start-error.ts";

const oldestServer = { major: 15, number: 150_000 };

/**
 * Makes sure that a PostgreSQL of a supported version answers at an operator's connection string.
 *
 * @param setting named in the sentence instead of the string, which holds a password
 * @throws StartError with the reason
 */
export async function assertReachableUrl(setting: string, connectionString: string): Promise<void> {
  const { client, place } = openClient(setting, connectionString);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: number; version: string }>(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version",
    );
    const server = rows[0];
    if (server && server.number < oldestServer.number) {
      throw new StartError(
        `${setting} leads to PostgreSQL ${server.version}: Latchkey needs ${oldestServer.major} or newer.`,
      );
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${setting} does not lead to a database (${place}): ${describe(error)}.`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function openClient(setting: string, connectionString: string) {
  try {
    if (!/^postgres(ql)?:\/\//.test(connectionString)) throw new Error("not a URL");
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
    // A broken connection is told by the query that meets it.
    client.on("error", () => undefined);
    return { client, place: client.host.startsWith("/") ? client.host : `${client.host}:${client.port}` };
  } catch (cause) {
    throw new StartError(
      `${setting} is not a connection string: it must look like postgresql://USER:PASSWORD@HOST/DATABASE.`,
      {
        cause,
      },
    );
  }
}

function describe(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) return "no reason was given";
  const code = (first as NodeJS.ErrnoException).code;
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the host name is unknown";
  if (code === "ENOENT") return "there is no such socket";
  return first.message.replace(/[.]$/, "");
}
