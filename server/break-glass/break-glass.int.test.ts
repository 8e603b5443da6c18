import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { confirmBreakGlass } from "#server/break-glass/confirm-break-glass.ts";
import { endBreakGlass } from "#server/break-glass/end-break-glass.ts";
import { lapseEmergencies } from "#server/break-glass/lapse-emergencies.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { codeOf, openHeldResource, platformPlan, refusalOf } from "#tests/harness/held-resource.ts";

/** A catalog whose list of people for emergencies is this file; null: it has none. */
async function catalogWith(breakGlass: string | null, packs: readonly string[] = []): Promise<string> {
  const dir = await copyCatalog({ packs });
  const path = join(dir, "break-glass.yaml");
  await (breakGlass === null ? rm(path) : writeFile(path, breakGlass));
  return dir;
}

const openForTwo = async () => openHeldResource({ CATALOG_DIR: await copyCatalog({ packs: ["hipaa"] }) });

describe("emergency access", () => {
  test("is told at once to the owner, to security and to those who were passed over, never to who has it", async () => {
    const held = await openHeldResource();
    await held.admin.query(sql`UPDATE requests SET approval_plan = ${platformPlan}::jsonb`);
    await held.breakGlass(held.omar);
    expect(await held.told("emergency.to_review")).toEqual(["priya"]);
    expect(await held.told("emergency.activated")).toEqual(["dana", "sam"]);
  });

  test("is refused to whoever is not named, whatever their role, and does not exist to a stranger", async () => {
    const held = await openHeldResource();
    for (const name of ["lee", "priya", "ava", "rae"] as const) {
      expect([name, await codeOf(held.breakGlass(held.actors[name]))]).toEqual([name, "forbidden"]);
    }
    expect(await codeOf(held.breakGlass(held.noor))).toBe("not_found");
    expect(await held.admin.query(sql`SELECT id FROM emergencies`)).toEqual([]);
  });

  test.each([
    ["a sign-in of six minutes ago", { authTime: new Date(Date.now() - 360_000) }, "reauthentication_required"],
    ["a sign-in of which the issuer does not say when", { authTime: null }, "reauthentication_required"],
    ["a sign-in that lies ahead", { authTime: new Date(Date.now() + 3_600_000) }, "reauthentication_required"],
    ["a chat", { channel: "chat" }, "forbidden"],
    ["a service account", { kind: "service_account" }, "forbidden"],
  ] as const)("is refused to %s", async (_title, change, code) => {
    const held = await openHeldResource();
    const error = await refusalOf(held.breakGlass({ ...held.omar, ...change }));
    expect(error.code).toBe(code);
    if (code === "reauthentication_required") expect(error.details).toEqual({ maxAgeSeconds: 300 });
  });

  test("is refused to an account without an address, and to one that has none any more", async () => {
    const held = await openHeldResource();
    await held.admin.query(sql`UPDATE principals SET email = NULL WHERE id = ${held.omar.principalId}`);
    expect(await codeOf(held.breakGlass(held.omar))).toBe("forbidden");
  });

  test("lasts no longer than the catalog allows, and takes no secret in its words", async () => {
    const CATALOG_DIR = await catalogWith("people: [omar@latchkey.test]\npersons: 1\nhoursMax: 0.5\n");
    const held = await openHeldResource({ CATALOG_DIR });
    expect(await codeOf(held.breakGlass(held.omar, { ttlMinutes: 31 }))).toBe("invalid_input");
    expect(await codeOf(held.breakGlass(held.omar, { reason: "password=hunter2hunter2" }))).toBe("secret_in_text");
    expect((await held.breakGlass(held.omar)).ttlMinutes).toBe(30);
  });

  test("is refused to who has a credential of it, or has it open, and to what is not in use", async () => {
    const held = await openHeldResource();
    await held.breakGlass(held.omar);
    expect((await refusalOf(held.breakGlass(held.omar))).message).toMatch(/waits or is active/);
    await held.admin.query(sql`UPDATE grants SET recipient_id = ${held.sam.principalId}`);
    expect((await refusalOf(held.breakGlass(held.sam))).message).toMatch(/have a credential/);
    await held.admin.query(sql`UPDATE grants SET recipient_id = ${held.dana.principalId}`);
    await held.admin.query(sql`UPDATE resources SET state = 'frozen'`);
    expect(await codeOf(held.breakGlass(held.sam))).toBe("wrong_state");
  });

  test("is refused where they are not what the rules demand, or have no device to seal to", async () => {
    const held = await openHeldResource();
    const demand = (key: string, value: string) =>
      held.admin.query(sql`
        UPDATE requests SET decision = jsonb_set(decision, ${`{effective,handling,${key}}`}::text[], ${value}::jsonb)`);
    await demand("attributes", '["us_person"]');
    expect((await refusalOf(held.breakGlass(held.omar))).message).toMatch(/U\.S\. person/);
    await demand("sealing", '"strict"');
    expect((await refusalOf(held.breakGlass(held.sam))).message).toMatch(/device of your own/);
  });

  test.each([
    ["no file", null],
    ["an empty file", ""],
    ["an empty list", "people: []\npersons: 1\n"],
  ])("is nobody's where the catalog has %s", async (_title, text) => {
    const held = await openHeldResource({ CATALOG_DIR: await catalogWith(text) });
    for (const name of ["omar", "sam"] as const)
      expect(await codeOf(held.breakGlass(held.actors[name]))).toBe("forbidden");
  });
});

describe("emergency access by two persons", () => {
  test("opens nothing until a second named person has confirmed", async () => {
    const held = await openForTwo();
    const asked = await held.breakGlass(held.omar);
    expect(asked).toMatchObject({ state: "waiting", persons: 2, until: null, review: null });
    await held.tend();
    expect(await held.grants()).toHaveLength(1);
    expect([await held.told("emergency.to_confirm"), await held.told("emergency.activated")]).toEqual([["sam"], []]);
    const active = await confirmBreakGlass(held.web, held.sam, { id: asked.id });
    expect(active).toMatchObject({ state: "active", second: { name: "Sam Whitfield" } });
    await held.tend();
    expect(await held.grants()).toHaveLength(2);
  });

  test("refuses the first, another account of theirs, the requester, who is not named, a stale sign-in, a chat", async () => {
    const held = await openForTwo();
    const { id } = await held.breakGlass(held.omar);
    const confirm = (actor: Actor) => codeOf(confirmBreakGlass(held.web, actor, { id }));
    expect(await confirm(held.omar)).toBe("forbidden");
    const call = (email: string) =>
      held.admin.query(sql`UPDATE principals SET email = ${email} WHERE id = ${held.sam.principalId}`);
    await call("OMAR@latchkey.test");
    expect(await confirm(held.sam)).toBe("forbidden");
    await call("sam@latchkey.test");
    for (const name of ["dana", "priya", "rae", "ava"] as const) {
      expect([name, await confirm(held.actors[name])]).toEqual([name, "forbidden"]);
    }
    expect(await confirm(held.noor)).toBe("not_found");
    const stale = { ...held.sam, authTime: new Date(Date.now() - 301_000) };
    expect(await confirm(stale)).toBe("reauthentication_required");
    expect(await confirm({ ...held.sam, channel: "chat" })).toBe("forbidden");
    expect(await confirm({ ...held.sam, kind: "service_account" })).toBe("forbidden");
    await held.admin.query(sql`UPDATE requests SET requester_id = ${held.sam.principalId}`);
    expect(await confirm(held.sam)).toBe("forbidden");
    expect((await held.emergency(id)).state).toBe("waiting");
  });

  test("of two who confirm at the same instant, one does, and the other is told who", async () => {
    const CATALOG_DIR = await catalogWith(
      "people: [omar@latchkey.test, sam@latchkey.test, priya@latchkey.test]\nreviewHours: 24\n",
    );
    const held = await openHeldResource({ CATALOG_DIR });
    for (let round = 1; round <= 5; round++) {
      const { id } = await held.breakGlass(held.omar);
      const confirm = (actor: Actor) => confirmBreakGlass(held.web, actor, { id });
      const both = await Promise.allSettled([confirm(held.sam), confirm(held.priya)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const message = expect.stringMatching(/confirmed already by (Sam|Priya)/) as unknown;
      const lost = both.find((one) => one.status === "rejected");
      expect(lost?.reason).toMatchObject({ code: "wrong_state", message });
      const begun = sql`SELECT seq FROM audit_events WHERE text LIKE '%"emergency.activated"%'`;
      expect(await held.admin.query(begun)).toHaveLength(round);
      await endBreakGlass(held.web, held.omar, { id });
      await held.tend();
    }
  });

  test("lapses after fifteen minutes, and can be asked for again", async () => {
    const held = await openForTwo();
    const late = () => held.admin.query(sql`UPDATE emergencies SET confirm_by = now() - interval '1 s'`);
    const { id } = await held.breakGlass(held.omar);
    await late();
    const error = await refusalOf(confirmBreakGlass(held.web, held.sam, { id }));
    expect([error.code, error.details]).toEqual(["wrong_state", { state: "lapsed" }]);
    const { ctx } = held.worker;
    expect([await lapseEmergencies(ctx), await lapseEmergencies(ctx)]).toEqual([1, 0]);
    const again = await held.breakGlass(held.omar);
    await late();
    expect((await held.breakGlass(held.omar)).state).toBe("waiting");
    expect((await held.emergency(again.id)).state).toBe("lapsed");
  });

  test("looks at the first person again: who left, or lost the name, gets nothing", async () => {
    const held = await openForTwo();
    const { id } = await held.breakGlass(held.omar);
    const { principalId } = held.omar;
    await held.admin.query(sql`UPDATE principals SET disabled_at = now() WHERE id = ${principalId}`);
    expect(await codeOf(confirmBreakGlass(held.web, held.sam, { id }))).toBe("wrong_state");
    await held.admin.query(
      sql`UPDATE principals SET disabled_at = NULL, email = 'else@latchkey.test' WHERE id = ${principalId}`,
    );
    expect(await codeOf(confirmBreakGlass(held.web, held.sam, { id }))).toBe("wrong_state");
    await held.tend();
    expect(await held.grants()).toHaveLength(1);
  });

  test("gives nothing to a row that says so without the second person", async () => {
    const held = await openForTwo();
    await held.breakGlass(held.omar);
    await held.web.db
      .query(sql`UPDATE emergencies SET state = 'active', activated_at = now(), until = now() + interval '1 hour',
      second_id = ${held.priya.principalId}`);
    await held.tend();
    expect(await held.grants()).toHaveLength(1);
    expect(await held.told("emergency.not_begun")).toEqual(["omar"]);
  });
});
