import { expect, it } from "vitest";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { postgresTenant } from "#tests/contract-suite/postgres-tenant.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { definition } from "./definition.ts";

it("lets a second generation use what the first one made, and ends the first one alone", async () => {
  const resource = newResource();
  const first = postgresTenant(targetAdminUrl(), {}, resource);
  const second = postgresTenant(targetAdminUrl(), {}, { ...resource, generation: 2 });
  await first.build();
  const old = await first.login();
  await old.query("CREATE TABLE orders (id int)");
  await second.build();
  const fresh = await second.login();
  await fresh.query("ALTER TABLE orders ADD COLUMN note text; DROP TABLE orders");
  await definition.revoke(first.context());
  expect(await first.refusal(old.query("SELECT 1"))).toBeDefined();
  expect((await fresh.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  expect(await definition.inspect(second.context())).toMatchObject({ drift: [] });
  await definition.destroy(first.context());
  expect(await definition.inspect(second.context())).toMatchObject({ exists: false, facts: { roles: [] } });
});

it("takes a new generation back without touching the one in use", async () => {
  const resource = newResource();
  const first = postgresTenant(targetAdminUrl(), {}, resource);
  const second = postgresTenant(targetAdminUrl(), {}, { ...resource, generation: 2 });
  await first.build();
  const session = await first.login();
  await definition.apply("create-roles", second.context());
  expect(await definition.undo("create-roles", second.context())).toEqual({ dropped: [second.names.loginRole] });
  expect((await session.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await definition.destroy(first.context());
});
