import { isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressKey } from "#server/http/address-key.ts";

test.for([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["::ffff:cb00:7109", "203.0.113.9"],
  ["0:0:0:0:0:FFFF:CB00:7109", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["unknown", "unknown"],
])("counts %s as %s", ([address, key]) => {
  expect(addressKey(String(address))).toBe(key);
});

test("counts every address of a /64 as one, and no two /64s as one", () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
      fc.pre(isIPv6(one) && isIPv6(other));
      const network = (address: string) => addressKey(address).replace("::/64", "");
      fc.pre(addressKey(one).endsWith("/64"));
      expect(addressKey(`${network(one)}:1:2:3:4`)).toBe(addressKey(one));
      if (addressKey(other).endsWith("/64")) {
        expect(addressKey(one) === addressKey(other)).toBe(network(one) === network(other));
      }
    }),
    { numRuns: 100 },
  );
});
