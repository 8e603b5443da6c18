import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { externalNames } from "./external-names.ts";
import { quoteIdentifier, quoteLiteral } from "./sql-quote.ts";

const resource = { resourceId: "res_1", requestId: "req_1", team: "payments", environment: "dev", generation: 1 };
const names = fc.stringMatching(/^[a-z][a-z0-9-]{2,24}$/);
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe("external names", () => {
  it("are these for this resource, for ever: a running installation finds its things by them", () => {
    expect(externalNames({ ...resource, resourceId: "res_smoke0", name: "orders-api" })).toEqual({
      database: "orders_api_xcowxwna",
      holderRole: "orders_api_xcowxwna_db",
      ownerRole: "orders_api_xcowxwna_owner",
      readerRole: "orders_api_xcowxwna_ro",
      access: "owner",
      loginPrefix: "orders_api_xcowxwna_g",
      loginRole: "orders_api_xcowxwna_g1",
      marker: "latchkey:res_smoke0",
    });
  });

  it("stay within the allow list and PostgreSQL's limits for every name that the rule admits", () => {
    fc.assert(
      fc.property(names, ids, fc.integer({ min: 1, max: 99_999 }), (name, resourceId, generation) => {
        const {
          marker,
          loginPrefix: _,
          access: _access,
          ...made
        } = externalNames({ ...resource, name, resourceId, generation });
        for (const each of Object.values(made)) {
          expect(quoteIdentifier(each)).toBe(`"${each}"`);
          expect(each).not.toMatch(/^pg_/);
        }
        expect(quoteLiteral(marker)).toBe(`'latchkey:${resourceId}'`);
      }),
    );
  });

  it("differ between resources of one name", () => {
    const made = Array.from({ length: 10_000 }, (_, index) =>
      externalNames({ ...resource, name: "orders", resourceId: `res_${index}` }),
    );
    expect(new Set(made.map(({ database }) => database)).size).toBe(10_000);
  });

  it("share everything but the login between generations", () => {
    const [first, second] = [1, 2].map((generation) => externalNames({ ...resource, name: "orders", generation }));
    expect(second).toEqual({ ...first, loginRole: first?.loginRole.replace(/1$/, "2") });
  });

  it("keep away from PostgreSQL's reserved prefix", () => {
    expect(externalNames({ ...resource, name: "pg-orders" }).database).toMatch(/^pgorders_[a-z2-7]{8}$/);
  });

  it.each([0, -1, 1.5, 100_000, Number.NaN])("refuse the generation %d", (generation) => {
    expect(() => externalNames({ ...resource, name: "orders", generation })).toThrow(/generation/);
  });
});

describe("quoting", () => {
  it("gives back what is on the allow list and refuses everything else", () => {
    const refused = fc.string({ unit: "binary" }).filter((text) => !/^[a-z][a-z0-9_]{2,40}$/.test(text));
    const nearly = fc.stringMatching(/^[a-z][a-z0-9_]{2,38}["; \n]$/);
    const refuses = (text: string) => {
      expect(() => quoteIdentifier(text)).toThrow(/outside/);
    };
    fc.assert(fc.property(fc.oneof(refused, nearly), refuses));
    const allowed = fc.stringMatching(/^[a-z][a-z0-9_]{2,40}$/);
    fc.assert(fc.property(allowed, (text) => quoteIdentifier(text) === `"${text}"`));
  });

  it.each(["'", "a'b", "\\", "a\\", "\0", "\n", "a\n", '"', ";", "é", "x".repeat(257)])(
    "refuses the literal %j",
    (text) => {
      expect(() => quoteLiteral(text)).toThrow(/outside/);
    },
  );

  it.each(["ab", "A", "aB", "1ab", "_ab", "abc\n", "a-b", 'a"b', "", "x".repeat(42)])(
    "refuses the identifier %j",
    (text) => {
      expect(() => quoteIdentifier(text)).toThrow(/outside/);
    },
  );
});
