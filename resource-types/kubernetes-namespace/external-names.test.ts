import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { externalNames } from "./external-names.ts";

const resource = { resourceId: "res_1", requestId: "req_1", team: "payments", environment: "dev", generation: 1 };
const slugs = fc.stringMatching(/^[a-z][a-z0-9-]{0,62}[a-z0-9]$/);

describe("external names", () => {
  it("are these for this resource, for ever: a running installation finds its things by them", () => {
    expect(externalNames({ ...resource, resourceId: "res_smoke0", name: "orders-api" })).toEqual({
      namespace: "payments-dev-orders-api-xcowxwna",
      account: "latchkey-g1",
      marker: "res_smoke0",
    });
  });

  it("are DNS labels that no cluster reserves, whatever team, environment and name", () => {
    const names = fc.stringMatching(/^[a-z][a-z0-9-]{2,24}$/);
    fc.assert(
      fc.property(slugs, slugs, names, (team, environment, name) => {
        const { namespace } = externalNames({ ...resource, team, environment, name });
        expect(namespace).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        expect(namespace.length).toBeLessThanOrEqual(63);
        expect(namespace).not.toMatch(/^(kube|openshift|latchkey)-/);
      }),
    );
  });

  it.each(["kube", "openshift", "latchkey"])("keep a team %s out of reserved names", (team) => {
    expect(externalNames({ ...resource, team, name: "abc" }).namespace).toMatch(/^ns-/);
  });

  it.each([
    { team: "Payments" },
    { team: "a/b" },
    { environment: "" },
    { generation: 0 },
    { resourceId: "a b" },
    { name: "A" },
  ])("refuse %j", (wrong) => {
    expect(() => externalNames({ ...resource, name: "orders", ...wrong })).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
  });
});
