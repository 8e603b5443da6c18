import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { allEvidence } from "#server/packs/evidence/all-evidence.ts";
import { showPack } from "#server/packs/show-pack.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";

const packs = ["sox", "hipaa", "itar", "fedramp-moderate"];

async function openWithApproval() {
  const maintainers = ["omar@latchkey.test"];
  const server = await openTestServer({ CATALOG_DIR: await copyCatalog({ packs: ["sox"], maintainers }) });
  const request = await server.submit("dana");
  const sam = await server.actor("sam");
  await decideRequest(server.web, sam, { id: request.id, verdict: "approve", comment: "", digest: request.digest });
  await server.build(request.id);
  const admin = new pg.Pool({ connectionString: server.ledger.url, max: 1 });
  onTestFinished(() => admin.end());
  return { server, request, admin };
}

async function evidenceOf(server: TestServer, name: PersonaName, pack: string) {
  return (await showPack(server.web, await server.actor(name), pack)).evidence;
}

test("every evidence query of every pack answers, with web's rights, in a ledger that has lived", async () => {
  const { server } = await openWithApproval();
  const answered = new Set<string>();
  for (const pack of packs) {
    for (const { id, table, withheld } of (await evidenceOf(server, "ava", pack)) ?? []) {
      expect([pack, id, withheld]).toEqual([pack, id, null]);
      expect(table?.finding).toMatch(/\.$/);
      for (const row of table?.rows ?? []) expect(row).toHaveLength(table?.columns.length ?? -1);
      answered.add(id);
    }
  }
  expect([...answered].toSorted()).toEqual([...allEvidence.keys()].toSorted());
});

test("separation of duties counts a vote that was forged past the rules", async () => {
  const { server, request, admin } = await openWithApproval();
  await Promise.all([server.actor("omar"), server.actor("dana")]);
  const conflicts = async () => {
    const evidence = await evidenceOf(server, "ava", "sox");
    const table = evidence?.find(({ id }) => id === "separation-of-duties")?.table;
    return [table?.violations, ...(table?.rows.map((row) => row.at(-1)) ?? [])];
  };
  expect(await conflicts()).toEqual([0, "none"]);
  const forge = (subject: string) =>
    admin.query(
      `UPDATE votes SET principal_id = (SELECT id FROM principals WHERE subject = $1) WHERE request_id = $2`,
      [subject, request.id],
    );
  await forge("dana");
  expect(await conflicts()).toEqual([1, "Dana Okafor approved their own request"]);
  await forge("omar");
  expect(await conflicts()).toEqual([1, "Omar Benali maintains the template"]);
});

test("everybody sees the pack; evidence is for those who keep the guardrails, the record for those who may read it", async () => {
  const { server } = await openWithApproval();
  const dana = await showPack(server.web, await server.actor("dana"), "hipaa");
  expect([dana.pack.id, dana.evidence]).toEqual(["hipaa", null]);
  const priya = await evidenceOf(server, "priya", "hipaa");
  const withheld = priya?.filter(({ table }) => table === null).map(({ id }) => id);
  expect(withheld).toEqual(["access-events", "audit-integrity"]);
  await expect(showPack(server.web, await server.actor("dana"), "gone")).rejects.toMatchObject({ code: "not_found" });
});
