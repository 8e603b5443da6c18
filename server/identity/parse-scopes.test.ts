import { expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import { parseScopes } from "#server/identity/parse-scopes.ts";
import { requireScope } from "#server/identity/require-scope.ts";

test("takes the scopes that mean something here, each once", () => {
  expect(parseScopes("openid requests:write all  requests:write email")).toEqual(["requests:write", "all"]);
});

test.for(["ALL", "requests:*", "*:read", "requests:admin", "requests", ":read", "requests:read:x", "re quests"])(
  "does not take %j for a scope",
  (text) => {
    expect(parseScopes(text)).toEqual([]);
  },
);

test("lets an actor do what a scope names, and nothing that it resembles", () => {
  const actor = (...scopes: string[]) => ({ scopes }) as unknown as Actor;
  expect(() => requireScope(actor("requests:write"), "requests:write")).not.toThrow();
  expect(() => requireScope(actor("all"), "requests:approve")).not.toThrow();
  for (const scopes of [[], ["requests:write"], ["requests:approv"], ["grants:approve"]]) {
    expect(() => requireScope(actor(...scopes), "requests:approve")).toThrow(
      expect.objectContaining({ code: "insufficient_scope", status: 403 }),
    );
  }
});
