import { describe, expect, test } from "vitest";
import { openDatabase } from "#server/adapters/db/database.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import { recordTemplateVersions } from "#server/catalog/record-template-versions.ts";
import { sampleCatalog, sampleTemplate } from "#tests/factories/sample-catalog.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";

const first = sampleTemplate({ sizes: [], summary: "Ünïcode, 0.1 and 1e21: " + 1e21 });
const second = sampleTemplate({ quotaPerTeam: 7 });
const catalogOf = (template: typeof first) => sampleCatalog({ templates: new Map([[template.id, template]]) });

describe("template versions", () => {
  test.each(["web", "worker"] as const)(
    "the %s process keeps every version, once, and gives it back as it was",
    async (process) => {
      const ledger = await createLedgerDatabase();
      const db = openDatabase(ledger[process], { name: "test" });
      try {
        await recordTemplateVersions(db, catalogOf(first));
        await Promise.all(Array.from({ length: 5 }, () => recordTemplateVersions(db, catalogOf(second))));
        expect(await findStoredTemplate(db, first.version)).toEqual(first);
        expect(await findStoredTemplate(db, second.version)).toEqual(second);
        expect(await db.prisma.templateVersion.count()).toBe(2);
      } finally {
        await db.close();
      }
    },
  );

  test("a version that is not stored is not found, and one that was altered is refused", async () => {
    const ledger = await createLedgerDatabase();
    const db = openDatabase(ledger.migrator, { name: "test" });
    try {
      await recordTemplateVersions(db, catalogOf(first));
      await expect(findStoredTemplate(db, "postgres-small@sha256:00")).rejects.toMatchObject({ code: "not_found" });
      await db.pool.query(`UPDATE template_versions SET document = document || '{"quotaPerTeam": 100000}'`);
      await expect(findStoredTemplate(db, first.version)).rejects.toMatchObject({ code: "internal" });
    } finally {
      await db.close();
    }
  });
});
