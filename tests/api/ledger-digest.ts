import type { ApiWorld } from "#tests/api/api-world.ts";

/** What changes without anybody having asked for anything: when a process looked at the catalog. */
const byItself = ["catalog_readers", "_prisma_migrations"];

/** A digest of every row of the ledger, by table, but for when a session or a token was last used. */
export async function ledgerDigest(world: ApiWorld): Promise<Readonly<Record<string, string>>> {
  const tables = await world.rows<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1",
    byItself,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await world.rows<{ digest: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(row::text, ',' ORDER BY row::text), '')) AS digest
       FROM (SELECT to_jsonb(t) - 'last_used_at' AS row FROM "${name}" t) rows`,
    );
    digests[name] = row?.digest ?? "";
  }
  return digests;
}
