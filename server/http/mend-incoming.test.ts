import { expect, test } from "vitest";
import { mendPath } from "#server/http/mend-incoming.ts";

test.for([
  ["/requests/%ff", "/requests/%25ff"],
  ["/requests/%", "/requests/%25"],
  ["/requests/%zz/%41?x=%ff", "/requests/%25zz/%41?x=%ff"],
  ["/a%2fb/%E2%82?y=1?z", "/a%2fb/%25E2%2582?y=1?z"],
  ["/a%20b/%E2%82%AC", "/a%20b/%E2%82%AC"],
  ["/plain?q=100%", "/plain?q=100%"],
  ["", ""],
])("makes %s decodable as %s and touches nothing else", ([given, mended]) => {
  expect(mendPath(String(given))).toBe(mended);
  expect(() => decodeURIComponent(String(mended).split("?")[0] ?? "")).not.toThrow();
});
