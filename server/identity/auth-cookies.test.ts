import { expect, test } from "vitest";
import { authCookieName, readAuthCookie, setAuthCookie } from "#server/identity/auth-cookies.ts";

const secure = "https://latchkey.example";
const local = "http://127.0.0.1:3000";

test("binds cookies to the host on https", () => {
  expect(setAuthCookie("session", secure, { value: "v" })).toBe(
    "__Host-latchkey-session=v; Path=/; HttpOnly; SameSite=Lax; Secure",
  );
});

test("ignores on https a session cookie without the prefix, which any neighbour could have set", () => {
  expect(readAuthCookie("latchkey-session=x; latchkey-443-session=x", "session", secure)).toBeUndefined();
});

test("keeps two instances on one machine apart, also where one port begins like the other", () => {
  const names = ["http://127.0.0.1:3000", "http://127.0.0.1:30001", "http://127.0.0.1"].map((url) =>
    authCookieName("session", url),
  );
  expect(new Set(names).size).toBe(3);
  expect(readAuthCookie("latchkey-30001-session=x", "session", local)).toBeUndefined();
});

test("reads one cookie of many, the first of its name, and none that is broken", () => {
  const name = authCookieName("session", local);
  expect(readAuthCookie(`a=1; ${name}=one; ${name}=two`, "session", local)).toBe("one");
  expect(readAuthCookie(`x${name}=one`, "session", local)).toBeUndefined();
  expect(readAuthCookie(`${name}=%E0%A4`, "session", local)).toBeUndefined();
  expect(readAuthCookie(null, "session", local)).toBeUndefined();
});
