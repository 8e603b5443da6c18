import { expect, test } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import { parseRedisUrl } from "#server/adapters/queue/parse-redis-url.ts";

test("reads every part of a URL, with its escapes undone", () => {
  expect(parseRedisUrl("redis://queue.example")).toEqual({
    host: "queue.example",
    port: 6379,
    db: 0,
    prefix: "latchkey",
  });
  expect(parseRedisUrl("rediss://a%40b:p%3As%2Fw@[::1]:6380/2?prefix=two")).toEqual({
    host: "::1",
    port: 6380,
    username: "a@b",
    password: "p:s/w",
    db: 2,
    tls: {},
    prefix: "two",
  });
  expect(parseRedisUrl("redis://:word@queue.example/")).toMatchObject({ password: "word", db: 0 });
});

test.for([
  "",
  "hidden",
  "http://hidden@queue.example",
  "redis://",
  "redis://u:hidden@queue.example/zero",
  "redis://u:hidden@queue.example?prefix=a:b",
  "redis://u:hidden@queue.example?prefix=",
  "redis://u:hidden@queue.example?tls=no",
  "redis://u:hidden%zz@queue.example",
])("refuses %j in a sentence that holds no part of it", (url) => {
  const refusal = refusalOf(url);
  expect(isAppError(refusal, "settings_invalid")).toBe(true);
  expect(String(refusal)).toContain("REDIS_URL");
  expect(String(refusal)).not.toMatch(/hidden|queue[.]example/);
});

function refusalOf(url: string): unknown {
  try {
    return parseRedisUrl(url);
  } catch (error) {
    return error;
  }
}
