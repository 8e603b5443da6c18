import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { PrismaClient } from "#prisma/generated/client.ts";
import { openPool } from "#server/adapters/db/open-pool.ts";
import type { SqlStatement } from "#server/adapters/db/sql.ts";

/** Something that runs statements: the pool, or one open transaction. */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(statement: SqlStatement): Promise<Row[]>;
}

/** One process's way into the ledger. Reads go through `prisma`; what decides and writes goes through `transaction`. */
export interface Database extends Queryable {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /**
   * Runs `work` in one READ COMMITTED transaction; any throw rolls it back. Nothing slow or remote belongs inside:
   * a transaction idle for 10 s is ended by the server.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens a pool of at most `connectionsMax` connections; no connection is made before the first use. */
export function openDatabase(connectionString: string, options: { name: string; connectionsMax?: number }): Database {
  const pool = openPool(connectionString, options);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    query: (statement) => run(pool, statement),
    transaction: (work) => transact(pool, work),
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

async function run<Row extends object>(on: pg.Pool | pg.PoolClient, statement: SqlStatement): Promise<Row[]> {
  const result = await on.query<Row>(statement);
  return result.rows;
}

async function transact<T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const value = await work({ query: (statement) => run(client, statement) });
    await client.query("COMMIT");
    return value;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
