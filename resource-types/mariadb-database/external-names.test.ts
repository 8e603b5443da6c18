import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { externalNames } from "./external-names.ts";
import { quoteAccount, quoteLiteral, quoteName, quotePattern } from "./sql-quote.ts";

const resource = { resourceId: "res_1", requestId: "req_1", team: "payments", environment: "dev", generation: 1 };
const names = fc.stringMatching(/^[a-z][a-z0-9-]{2,24}$/);
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe("external names", () => {
  it("are these for this resource, for ever: a running installation finds its things by them", () => {
    expect(externalNames({ ...resource, resourceId: "res_smoke0", name: "orders-api" })).toEqual({
      database: "lk_orders_api_xcowxwna",
      username: "lk_orders_api_xcowxwna_g1",
      usernamePrefix: "lk_orders_api_xcowxwna_g",
      marker: "latchkey:res_smoke0",
    });
  });

  it("are within what MariaDB takes, can be quoted, and are none of what a new server opens to everybody", () => {
    fc.assert(
      fc.property(names, ids, fc.integer({ min: 1, max: 99_999 }), (name, resourceId, generation) => {
        const made = externalNames({ ...resource, name, resourceId, generation });
        expect(made.database).toMatch(/^lk_[a-z0-9_]{1,61}$/);
        expect(made.username.length).toBeLessThanOrEqual(80);
        expect(quoteName(made.database)).toBe(`\`${made.database}\``);
        expect(quoteAccount(made.username)).toBe(`\`${made.username}\`@'%'`);
        expect(quoteLiteral(made.marker)).toBe(`'${made.marker}'`);
        expect(made.database).not.toBe("lk_registry");
      }),
    );
  });

  it("differ between resources of one name, and share everything but the user between generations", () => {
    const made = Array.from({ length: 10_000 }, (_, index) =>
      externalNames({ ...resource, name: "orders", resourceId: `res_${index}` }),
    );
    expect(new Set(made.map(({ database }) => database)).size).toBe(10_000);
    const [first, second] = [1, 2].map((generation) => externalNames({ ...resource, name: "orders", generation }));
    expect(second).toEqual({ ...first, username: first?.username.replace(/1$/, "2") });
  });

  it("never make the pattern of one database match another", () => {
    fc.assert(
      fc.property(names, ids, names, ids, (name, id, otherName, otherId) => {
        const { database } = externalNames({ ...resource, name, resourceId: id });
        const other = externalNames({ ...resource, name: otherName, resourceId: otherId }).database;
        const pattern = quotePattern(database).slice(1, -1);
        // As the server reads it: an escaped character is itself, and nothing else stands for another.
        expect(pattern.replaceAll(/\\_/g, "").includes("_")).toBe(false);
        expect(pattern.includes("%")).toBe(false);
        expect(pattern.replaceAll("\\_", "_") === other).toBe(database === other);
      }),
    );
  });
});

describe("quoting", () => {
  it.each(["", "lk_", "orders", "lk_a`b", "lk_a\\", "lk_a%", "lk_A", "lk_a'", `lk_${"a".repeat(70)}`, "mysql"])(
    "refuses the name %j",
    (name) => {
      for (const quote of [quoteName, quotePattern, quoteAccount])
        expect(() => quote(name)).toThrow(/allowed characters/);
    },
  );

  it.each(["'", "\\", "\0", "\n", "`", '"', "a".repeat(257)])("refuses the text %j", (text) => {
    expect(() => quoteLiteral(text)).toThrow(/allowed characters/);
  });
});
