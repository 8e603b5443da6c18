import { expect, test } from "vitest";
import { parseDuration } from "#cli/parse-duration.ts";

const bounds = { min: 60, max: 3600 };

test.for([
  ["60s", 60],
  ["15m", 900],
  ["1h", 3600],
] as const)("reads %s", ([text, seconds]) => {
  expect(parseDuration("ttl", text, bounds)).toBe(seconds);
});

test.for(["", "15", "59s", "61m", "2h", "-1m", "1.5h", "1e3s", "0m", "015m", "1 m", "m", "1d", "999999999s"])(
  "refuses %j",
  (text) => {
    expect(() => parseDuration("ttl", text, bounds)).toThrow("--ttl is a time such as 90s, 15m or 1h");
  },
);
