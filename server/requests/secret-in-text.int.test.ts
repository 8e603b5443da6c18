import pg from "pg";
import { expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { fakeSecrets } from "#tests/factories/fake-secrets.ts";

const secret = String(fakeSecrets["GitHub personal token"]);
const digest = `sha256:${"0".repeat(64)}`;
const good = {
  template: "postgres-small",
  team: "payments",
  environment: "production",
  classification: "internal",
  purpose: "Orders service",
};

test("refuses a secret in every free text of the API, and leaves no trace of it in answer or ledger", async () => {
  const api = await startApi();
  const filed = await api.call("POST /api/v1/requests", { as: "dana", body: { ...good, name: "orders" } });
  const { id } = (await filed.json()) as { id: string };
  const text = `Works, see ${secret} for the rest.`;
  const calls = [
    { to: "requests", as: "dana", path: "/purpose", body: { ...good, name: "second", purpose: text } },
    { to: "policy/preview", as: "dana", path: "/purpose", body: { ...good, name: "second", purpose: text } },
    {
      to: "requests",
      as: "dana",
      path: "/parameters/note",
      body: { ...good, name: "third", parameters: { note: text } },
    },
    { to: "requests", as: "dana", path: "/parameters", body: { ...good, name: "third", parameters: { [secret]: 1 } } },
    {
      to: `requests/${id}/decisions`,
      as: "priya",
      path: "/comment",
      body: { verdict: "reject", comment: text, digest },
    },
    {
      to: "service-accounts",
      as: "lee",
      path: "/description",
      body: { team: "payments", name: "bot", description: text },
    },
  ];
  for (const { to, as, path, body } of calls) {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const response = await api.call(`POST /api/v1/${to}`, { as, body, headers });
    const told = await response.text();
    expect(told, to).not.toContain(secret.slice(4, 12));
    expect(problemSchema.parse(JSON.parse(told)), to).toMatchObject({ status: 422, code: "secret_in_text", path });
    expect(JSON.stringify([...response.headers])).not.toContain(secret.slice(4, 12));
  }
  expect(await wholeLedger(api)).not.toContain(secret.slice(4, 12));
});

/** Every row of every table, as text. */
async function wholeLedger({ ledger }: TestApi): Promise<string> {
  const client = new pg.Client({ connectionString: ledger.url });
  await client.connect();
  try {
    const dump =
      "SELECT string_agg(query_to_xml(format('SELECT * FROM %s', t.oid::regclass), true, false, '')::text, '') AS dump";
    const { rows } = await client.query<{ dump: string }>(
      `${dump} FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace WHERE t.relkind = 'r' AND n.nspname = 'public'`,
    );
    expect(rows[0]?.dump).toContain("Orders service");
    return String(rows[0]?.dump);
  } finally {
    await client.end();
  }
}
