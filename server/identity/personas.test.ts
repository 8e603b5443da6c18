import { expect, test } from "vitest";
import { loadCatalog } from "#server/catalog/load-catalog.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import { personas } from "#server/identity/personas.ts";

const facts = { channel: "web", scopes: ["all"], authTime: null, acr: null, act: null } as const;

test("the shipped catalog makes of the personas what embedded mode promises", async () => {
  const sources = { catalog: await loadCatalog("catalog"), settings: { LATCHKEY_ADMIN_GROUP: undefined } };
  const seen = personas.map(({ subject, email, name, groups }) => {
    const row = { id: subject, kind: "user", issuer: "i", subject, email, name, groups };
    const { memberships, platformRoles } = actorFromPrincipal(sources, row, facts);
    return [email, memberships.map(({ team, lead }) => (lead ? `${team} lead` : team)), platformRoles];
  });
  expect(seen).toEqual([
    ["dana@latchkey.test", ["payments"], []],
    ["lee@latchkey.test", ["payments lead"], []],
    ["noor@latchkey.test", ["search"], []],
    ["priya@latchkey.test", ["platform"], ["platform"]],
    ["omar@latchkey.test", ["platform"], ["platform"]],
    ["sam@latchkey.test", [], ["security"]],
    ["ava@latchkey.test", [], ["auditor"]],
    ["rae@latchkey.test", [], ["admin"]],
  ]);
});
