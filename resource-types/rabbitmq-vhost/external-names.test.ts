import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { externalNames } from "./external-names.ts";

const resource = { resourceId: "res_1", requestId: "req_1", team: "payments", environment: "dev", generation: 1 };
const names = fc.stringMatching(/^[a-z][a-z0-9-]{2,24}$/);
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe("external names", () => {
  it("are these for this resource, for ever: a running installation finds its things by them", () => {
    expect(externalNames({ ...resource, resourceId: "res_smoke0", name: "orders-api" })).toEqual({
      vhost: "orders-api-xcowxwna",
      username: "orders-api-xcowxwna-g1",
      usernamePrefix: "orders-api-xcowxwna-g",
      marker: "latchkey:res_smoke0",
    });
  });

  it("hold nothing that a URL, a pattern or a list of tags gives a meaning to", () => {
    fc.assert(
      fc.property(names, ids, fc.integer({ min: 1, max: 99_999 }), (name, resourceId, generation) => {
        const made = externalNames({ ...resource, name, resourceId, generation });
        for (const each of [made.vhost, made.username]) {
          expect(each).toMatch(/^[a-z][a-z0-9-]+$/);
          expect(encodeURIComponent(each)).toBe(each);
        }
        expect(made.username).not.toBe("guest");
        expect(made.marker).toMatch(/^latchkey:[A-Za-z0-9_-]+$/);
      }),
    );
  });

  it("differ between resources of one name", () => {
    const made = Array.from({ length: 10_000 }, (_, index) =>
      externalNames({ ...resource, name: "orders", resourceId: `res_${index}` }),
    );
    expect(new Set(made.map(({ vhost }) => vhost)).size).toBe(10_000);
  });

  it("share everything but the user between generations", () => {
    const [first, second] = [1, 2].map((generation) => externalNames({ ...resource, name: "orders", generation }));
    expect(second).toEqual({ ...first, username: first?.username.replace(/1$/, "2") });
  });

  it.each([0, -1, 1.5, 100_000, Number.NaN])("refuse the generation %d", (generation) => {
    expect(() => externalNames({ ...resource, name: "orders", generation })).toThrow(/generation/);
  });
});
