import { describe, expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { actorFromSession } from "#server/identity/actor-from-session.ts";
import { createSession } from "#server/identity/create-session.ts";
import { deactivatePerson } from "#server/people/deactivate-person.ts";
import { listPeople } from "#server/people/list-people.ts";
import { reactivatePerson } from "#server/people/reactivate-person.ts";
import { codeOf, refusalOf } from "#tests/harness/held-resource.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

const reason = "Left the company.";

/** A session of dana's, as her browser has it. */
function signInDana({ web }: TestServer) {
  const who = { issuer: "http://127.0.0.1:3002", subject: "dana", kind: "user", email: "dana@latchkey.test" } as const;
  const stated = { groups: ["team-payments"], statedAt: new Date(), authTime: new Date(), acr: null };
  return createSession(web, { ...who, name: "Dana Okafor", ...stated });
}

describe("deactivating somebody", () => {
  test("N9: ends their sessions at the next call, and refuses their next sign-in until they are reactivated", async () => {
    const server = await openTestServer();
    const rae = await server.actor("rae");
    const dana = await server.actor("dana");
    const { token } = await signInDana(server);
    expect((await actorFromSession(server.web, token))?.principalId).toBe(dana.principalId);
    const { deactivatedAt } = await deactivatePerson(server.web, rae, { id: dana.principalId, reason });
    const since = performance.now();
    expect(await actorFromSession(server.web, token)).toBeNull();
    expect(performance.now() - since).toBeLessThan(1000);
    expect(deactivatedAt).not.toBeNull();
    expect(await codeOf(signInDana(server))).toBe("forbidden");
    await reactivatePerson(server.web, rae, { id: dana.principalId });
    expect(await actorFromSession(server.web, token)).toBeNull();
    expect(await actorFromSession(server.web, (await signInDana(server)).token)).not.toBeNull();
  });

  test("is for administrators and security, and auditors only look", async () => {
    const server = await openTestServer();
    const { principalId: id } = await server.actor("dana");
    for (const name of ["lee", "priya", "ava"] as const) {
      expect([name, await codeOf(deactivatePerson(server.web, await server.actor(name), { id, reason }))]).toEqual([
        name,
        "forbidden",
      ]);
    }
    expect(await codeOf(listPeople(server.web, await server.actor("priya"), {}))).toBe("forbidden");
    const seen = (await listPeople(server.web, await server.actor("ava"), {})).items.find((person) => person.id === id);
    expect(seen?.can).toEqual({ deactivate: false, reactivate: false });
    await deactivatePerson(server.web, await server.actor("sam"), { id, reason });
    const again = await refusalOf(deactivatePerson(server.web, await server.actor("rae"), { id, reason }));
    expect([again.code, again.message]).toEqual(["wrong_state", "They are deactivated already."]);
    expect(await codeOf(deactivatePerson(server.web, await server.actor("rae"), { id: "prn_none", reason }))).toBe(
      "not_found",
    );
  });

  test("is never of oneself, by any account, and never of the last administrator", async () => {
    const server = await openTestServer();
    const rae = await server.actor("rae");
    const sam = await server.actor("sam");
    expect(await codeOf(deactivatePerson(server.web, rae, { id: rae.principalId, reason }))).toBe("forbidden");
    const call = (email: string) =>
      server.web.db.query(sql`UPDATE principals SET email = ${email} WHERE id = ${sam.principalId}`);
    await call("rae@latchkey.test");
    expect(await codeOf(deactivatePerson(server.web, sam, { id: rae.principalId, reason }))).toBe("forbidden");
    await call("sam@latchkey.test");
    const last = await refusalOf(deactivatePerson(server.web, sam, { id: rae.principalId, reason }));
    expect([last.code, last.message]).toEqual(["wrong_state", expect.stringContaining("last administrator")]);
    const person = (await listPeople(server.web, sam, { q: "rae" })).items[0];
    expect(person?.can.deactivate).toBe(false);
  });

  test("of each other by two administrators at once leaves one, ten times", async () => {
    const server = await openTestServer();
    const rae = await server.actor("rae");
    const dana = await server.actor("dana");
    await server.web.db.query(sql`UPDATE principals SET groups = '{latchkey-admins}' WHERE id = ${dana.principalId}`);
    const admin = { ...dana, platformRoles: ["admin"] as const };
    for (let round = 0; round < 10; round++) {
      const both = await Promise.allSettled([
        deactivatePerson(server.web, rae, { id: admin.principalId, reason }),
        deactivatePerson(server.web, admin, { id: rae.principalId, reason }),
      ]);
      expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      await server.web.db.query(sql`UPDATE principals SET disabled_at = NULL`);
    }
  });

  test("takes no secret in its reason, and says what they leave to others", async () => {
    const server = await openTestServer();
    const rae = await server.actor("rae");
    const { principalId: id } = await server.actor("dana");
    await server.submit("dana", { environment: "production" });
    const secret = { id, reason: "password=hunter2hunter2" };
    expect(await codeOf(deactivatePerson(server.web, rae, secret))).toBe("secret_in_text");
    const person = (await listPeople(server.web, rae, { q: "DANA@" })).items[0];
    expect(person).toMatchObject({
      name: "Dana Okafor",
      requests: 1,
      owns: 0,
      teams: [{ id: "payments", lead: false }],
    });
    expect((await listPeople(server.web, rae, { state: "deactivated" })).items).toEqual([]);
  });
});
