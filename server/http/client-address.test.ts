import { expect, test } from "vitest";
import { clientAddress } from "#server/http/client-address.ts";

test("believes no header while no proxy is trusted", () => {
  expect(clientAddress("203.0.113.9", "1.2.3.4", "")).toBe("203.0.113.9");
  expect(clientAddress("::ffff:203.0.113.9", "1.2.3.4", "")).toBe("203.0.113.9");
});

test.for([
  ["a proxy's own word", "203.0.113.9", "203.0.113.9"],
  ["the hop before, whatever a client put in front", "6.6.6.6, 203.0.113.9", "203.0.113.9"],
  ["through two proxies", "6.6.6.6, 203.0.113.9, 10.0.0.7", "203.0.113.9"],
  ["to the proxy itself where the rest is no address", "203.0.113.9, unknown", "10.0.0.1"],
  ["to the proxy itself without the header", null, "10.0.0.1"],
  ["in IPv6", "6.6.6.6, 2001:db8::5", "2001:db8::5"],
] as const)("follows trusted proxies from the right: %s", ([, forwardedFor, client]) => {
  expect(clientAddress("10.0.0.1", forwardedFor, "10.0.0.0/8, fd00::/8")).toBe(client);
});

test("ignores the header of a peer that is not trusted", () => {
  expect(clientAddress("203.0.113.9", "10.0.0.1, 10.0.0.2", "10.0.0.0/8")).toBe("203.0.113.9");
});

test.for(["10.0.0.0/33", "10.0.0.0/x", "proxy.internal", "10.0.0.0/"])("refuses %s as a proxy", (setting) => {
  expect(() => clientAddress("10.0.0.1", null, setting)).toThrowError(
    expect.objectContaining({ code: "settings_invalid" }),
  );
});
