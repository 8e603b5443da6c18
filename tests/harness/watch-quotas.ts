import pg from "pg";
import type { Quota } from "#domain/catalog/quota.ts";
import type { LedgerDatabase } from "#tests/harness/ledger.ts";

/** Looks at quotas from behind the scenes. */
export interface QuotaWatch extends AsyncDisposable {
  /** What each quota holds now, by its id. */
  held(): Promise<Record<string, number>>;
  /** Deadlocks of this ledger so far. */
  deadlocks(): Promise<number>;
  readonly client: pg.Client;
}

/** The rows that a quota counts are summed here by another statement than the product's own. */
const heldNow = `
  SELECT q.id, q.max, coalesce(sum(CASE q.measure WHEN 'count' THEN 1 WHEN 'units' THEN r.units ELSE r.monthly_cost END)
    FILTER (WHERE r.holding), 0)::float AS held
  FROM watched_quotas q LEFT JOIN requests r ON coalesce(q.team, r.team) = r.team
    AND coalesce(q.environment, r.environment) = r.environment AND coalesce(q.template, r.template_id) = r.template_id
  GROUP BY q.id, q.max`;

/**
 * Refuses, at every commit that touches a request, a ledger in which one of the quotas is exceeded, below zero, or
 * held by a request that has come to an end.
 *
 * Between what a submit looks at and its commit lie 20 ms more, so that one without a lock is overtaken.
 */
export async function watchQuotas(ledger: LedgerDatabase, quotas: readonly Quota[]): Promise<QuotaWatch> {
  const client = new pg.Client({ connectionString: ledger.url });
  await client.connect();
  await client.query(`
    CREATE TABLE watched_quotas (id text, team text, environment text, template text, measure text, max float);
    CREATE FUNCTION watch_quotas() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE found record;
    BEGIN
      FOR found IN ${heldNow} LOOP
        IF found.held > found.max OR found.held < 0 THEN
          RAISE EXCEPTION 'quota % holds % of %', found.id, found.held, found.max;
        END IF;
      END LOOP;
      IF EXISTS (SELECT FROM requests WHERE holding
        AND state IN ('denied', 'rejected', 'withdrawn', 'expired', 'failed')) THEN
        RAISE EXCEPTION 'an ended request holds';
      END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER watch_quotas AFTER INSERT OR UPDATE OR DELETE ON requests
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch_quotas();
    CREATE FUNCTION slow_down() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$;
    CREATE TRIGGER slow_down BEFORE INSERT ON requests FOR EACH ROW WHEN (NEW.holding) EXECUTE FUNCTION slow_down()`);
  for (const { id, scope, measure, limit } of quotas) {
    const row = [id, scope.team, scope.environment, scope.template, measure, limit];
    await client.query("INSERT INTO watched_quotas VALUES ($1, $2, $3, $4, $5, $6)", row);
  }
  return {
    client,
    held: async () => {
      const { rows } = await client.query<{ id: string; held: number }>(heldNow);
      return Object.fromEntries(rows.map(({ id, held }) => [id, held]));
    },
    deadlocks: async () => {
      const { rows } = await client.query<{ deadlocks: string }>(
        "SELECT pg_stat_get_db_deadlocks(oid)::text AS deadlocks FROM pg_database WHERE datname = current_database()",
      );
      return Number(rows[0]?.deadlocks);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
