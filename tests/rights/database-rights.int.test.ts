import pg from "pg";
import { expect, test } from "vitest";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";
import type { LedgerProcess } from "#scripts/embedded/ledger/prepare-ledger.ts";

/** What each process must not be able to do, whatever code runs in it. */
const forbidden: Record<LedgerProcess, readonly string[]> = {
  web: [
    "SELECT * FROM sealed_payloads",
    "SELECT grant_id FROM sealed_payloads",
    "INSERT INTO sealed_payloads SELECT * FROM sealed_payloads",
    "DELETE FROM sealed_payloads",
    "SELECT * FROM revealed_ciphertexts",
    "INSERT INTO devices SELECT * FROM devices",
    "UPDATE devices SET public_key = ''",
    "UPDATE devices SET chosen_at = now()",
    "UPDATE devices SET removed_at = NULL",
    "DELETE FROM devices",
    "SELECT public_key FROM devices",
    "SELECT reveal_api.enrol_device('a', 'b', 'dev_x', 'x', '', '', now(), 10, '{}')",
    "UPDATE grants SET state = 'pending'",
    "UPDATE grants SET recipient_subject = 'noor'",
    "UPDATE grants SET ended_at = now()",
    "UPDATE resources SET restore_until = 'infinity'",
    "SELECT * FROM refused_opens",
    "SELECT reveal_api.not_me('gr_x', 'a', 'b', '{}')",
    "INSERT INTO grants SELECT * FROM grants",
    "UPDATE steps SET state = 'done'",
    "INSERT INTO runs SELECT * FROM runs",
    "UPDATE resources SET backend = 'other'",
    "UPDATE resources SET connection = '{}'",
    "UPDATE backend_states SET connected = true",
    "INSERT INTO backend_states (name, connected) VALUES ('x', true)",
    "UPDATE catalog_sets SET documents = '{}'",
    "DELETE FROM catalog_sets",
    "DELETE FROM catalog_readers",
    "UPDATE audit_events SET text = ''",
    "DELETE FROM audit_events",
    "INSERT INTO audit_events SELECT * FROM audit_events",
    "UPDATE audit_heads SET seq = 0",
    "SELECT * FROM audit_leaves",
    "INSERT INTO audit_checkpoints SELECT * FROM audit_checkpoints",
    "DELETE FROM audit_checkpoints",
    "SELECT seal_audit(NULL::audit_checkpoints, '{}', '{}', '{}')",
    "DELETE FROM ledger_alarms",
    "DELETE FROM requests",
    "DELETE FROM votes",
    "UPDATE service_account_tokens SET scopes = '{requests:approve}'",
    "UPDATE service_account_tokens SET expires_at = 'infinity'",
    "UPDATE service_account_tokens SET token_hash = ''",
    "DELETE FROM service_account_tokens",
    "UPDATE service_accounts SET team = 'search'",
    "DELETE FROM service_accounts",
    "TRUNCATE requests",
    "SELECT * FROM outbox",
    "DELETE FROM outbox",
    "SELECT * FROM bullmq.migration",
    "SELECT reveal_api.claim('gr_x', 'a', 'b', 1)",
    "SELECT * FROM _prisma_migrations",
    "CREATE TABLE mine ()",
    "CREATE SCHEMA mine",
    "SET ROLE latchkey_worker",
    "CREATE ROLE mine",
    "COPY requests TO PROGRAM 'cat'",
  ],
  worker: [
    "SELECT ciphertext FROM sealed_payloads",
    "SELECT wrapped_dek FROM sealed_payloads",
    "SELECT * FROM sealed_payloads",
    "UPDATE sealed_payloads SET grant_id = 'x'",
    "INSERT INTO devices SELECT * FROM devices",
    "UPDATE devices SET public_key = ''",
    "DELETE FROM devices",
    "SELECT ciphertext FROM revealed_ciphertexts",
    "INSERT INTO revealed_ciphertexts SELECT * FROM revealed_ciphertexts",
    "UPDATE audit_events SET text = ''",
    "DELETE FROM audit_events",
    "INSERT INTO audit_events SELECT * FROM audit_events",
    "UPDATE audit_heads SET seq = 0",
    "INSERT INTO audit_leaves SELECT * FROM audit_leaves",
    "UPDATE audit_leaves SET hash = ''",
    "DELETE FROM audit_leaves",
    "INSERT INTO audit_checkpoints SELECT * FROM audit_checkpoints",
    "UPDATE audit_checkpoints SET note = ''",
    "DELETE FROM audit_checkpoints",
    "TRUNCATE audit_checkpoints",
    "DELETE FROM requests",
    "DELETE FROM grants",
    "DELETE FROM backend_states",
    "UPDATE catalog_sets SET documents = '{}'",
    "UPDATE catalog_sets SET first_seen_at = now()",
    "DELETE FROM catalog_sets",
    "DELETE FROM refused_opens",
    "UPDATE refused_opens SET who = ''",
    "SELECT reveal_api.not_me('gr_x', 'a', 'b', '{}')",
    "INSERT INTO sessions SELECT * FROM sessions",
    "SELECT token_hash FROM service_account_tokens",
    "INSERT INTO service_account_tokens SELECT * FROM service_account_tokens",
    "UPDATE service_accounts SET revoked_at = NULL",
    "SELECT reveal_api.claim('gr_x', 'a', 'b', 1)",
    "CREATE TABLE mine ()",
    "SET ROLE latchkey_reveal",
    "SET ROLE latchkey_migrator",
  ],
  reveal: [
    "SELECT * FROM public.grants",
    "SELECT * FROM public.sealed_payloads",
    "SELECT * FROM public.revealed_ciphertexts",
    "SELECT * FROM public.requests",
    "SELECT * FROM public.principals",
    "SELECT * FROM public.sessions",
    "SELECT * FROM public.service_accounts",
    "SELECT id FROM public.service_account_tokens",
    "SELECT * FROM public.audit_events",
    "SELECT * FROM public.audit_checkpoints",
    "SELECT * FROM public.audit_leaves",
    "INSERT INTO public.ledger_alarms (code, message) VALUES ('x', 'x')",
    "SELECT * FROM public.backend_states",
    "SELECT * FROM public.catalog_sets",
    "SELECT * FROM public.catalog_readers",
    "SELECT * FROM public.refused_opens",
    "UPDATE public.resources SET state = 'frozen'",
    "UPDATE public.grants SET state = 'pending'",
    "DELETE FROM public.sealed_payloads",
    "INSERT INTO public.outbox (topic, key, payload) VALUES ('run.start', 'x', '{}')",
    "SELECT public.append_audit('request:x', 'x', 'forged')",
    "SELECT * FROM bullmq.migration",
    "CREATE TABLE mine ()",
    "CREATE FUNCTION reveal_api.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET ROLE latchkey_web",
  ],
  auditor: [
    "SELECT * FROM sealed_payloads",
    "SELECT * FROM revealed_ciphertexts",
    "SELECT * FROM sessions",
    "SELECT token_hash FROM service_account_tokens",
    "UPDATE service_account_tokens SET revoked_at = NULL",
    "SELECT * FROM outbox",
    "UPDATE audit_events SET text = ''",
    "DELETE FROM audit_events",
    "UPDATE audit_heads SET seq = 0",
    "UPDATE audit_leaves SET seq = 0",
    "DELETE FROM audit_checkpoints",
    "SELECT seal_audit(NULL::audit_checkpoints, '{}', '{}', '{}')",
    "DELETE FROM ledger_alarms",
    "UPDATE requests SET state = 'approved'",
    "UPDATE refused_opens SET told_at = now()",
    "UPDATE backend_states SET connected = true",
    "UPDATE catalog_sets SET served_at = now()",
    "INSERT INTO catalog_readers SELECT * FROM catalog_readers",
    "INSERT INTO votes SELECT * FROM votes",
    "SELECT append_audit('request:x', 'x', 'forged')",
    "SELECT reveal_api.claim('gr_x', 'a', 'b', 1)",
    "SELECT * FROM bullmq.migration",
    "CREATE TABLE mine ()",
    "SET ROLE latchkey_web",
  ],
};

const denials = ["42501", "42883", "3F000"];

test.for(Object.keys(forbidden) as LedgerProcess[])("%s is refused everything it must not do", async (process) => {
  const ledger = await createLedgerDatabase();
  const client = new pg.Client({ connectionString: ledger[process] });
  await client.connect();
  const allowed: string[] = [];
  for (const statement of forbidden[process]) {
    const code = await client.query(statement).then(
      () => "allowed",
      (error: pg.DatabaseError) => error.code ?? "",
    );
    // Anything but a refused right would mean that the statement was never tried as meant.
    if (!denials.includes(code) || (code === "42883" && !statement.includes("reveal_api"))) {
      allowed.push(`${code}: ${statement}`);
    }
  }
  await client.end();
  expect(allowed).toEqual([]);
});

test("nobody but the four group roles and the owner holds any right on a table of the ledger", async () => {
  const ledger = await createLedgerDatabase();
  const client = new pg.Client({ connectionString: ledger.url });
  await client.connect();
  const { rows } = await client.query<{ grantee: string }>(
    "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_schema = 'public' ORDER BY 1",
  );
  await client.end();
  expect(rows.map((row) => row.grantee)).toEqual([
    "latchkey_auditor",
    "latchkey_migrator",
    "latchkey_web",
    "latchkey_worker",
  ]);
});
