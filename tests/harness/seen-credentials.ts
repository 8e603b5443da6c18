import pg from "pg";
import { Secret } from "#domain/credentials/secret.ts";
import type { RunServices } from "#server/runs/run-services.ts";

interface SeenCredential {
  readonly generation: number;
  readonly resourceId: string;
  readonly config: pg.ClientConfig;
}

/** A worker that seals as ever, and what it sealed, for a test to log in with. */
export interface SeeingWorker {
  readonly worker: RunServices;
  /** Logs in with a generation's credential, of the newest resource that was sealed for unless told otherwise. */
  login(generation: number, resourceId?: string): Promise<pg.Client>;
  /** SQLSTATE of a login with it; `in` when it is let in. */
  answer(generation: number, resourceId?: string): Promise<string>;
}

/** Watches what a worker seals. */
export function seeCredentials(worker: RunServices): SeeingWorker {
  const seen: SeenCredential[] = [];
  const login = async (generation: number, resourceId?: string) => {
    const found = seen.findLast(
      (credential) =>
        credential.generation === generation && (resourceId === undefined || credential.resourceId === resourceId),
    );
    if (found === undefined) throw new Error(`generation ${generation} was never sealed`);
    const client = new pg.Client(found.config);
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  return {
    worker: {
      ...worker,
      seal: (fields, layout, grant) => {
        const text = (name: string) => {
          const value = fields[name];
          return value instanceof Secret ? value.use((bytes) => bytes.toString()) : String(value);
        };
        const config = { host: text("host"), port: Number(text("port")), database: text("database") };
        const login = { user: text("username"), password: text("password") };
        seen.push({ generation: grant.generation, resourceId: grant.resourceId, config: { ...config, ...login } });
        return worker.seal(fields, layout, grant);
      },
    },
    login,
    answer: (generation, resourceId) =>
      login(generation, resourceId).then(
        async (client) => {
          await client.end();
          return "in";
        },
        (error: unknown) => (error as { code?: string }).code ?? String(error),
      ),
  };
}
