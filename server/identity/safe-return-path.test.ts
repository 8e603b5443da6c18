import fc from "fast-check";
import { expect, test } from "vitest";
import { safeReturnPath } from "#server/identity/safe-return-path.ts";

const origin = "http://127.0.0.1:3000";

test.for(["/", "/requests", "/requests?state=approved&team=payments#history", "/templates/postgres-small", "/a%2Fb"])(
  "keeps the path %s",
  (path) => {
    expect(safeReturnPath(path)).toBe(path);
  },
);

test.for([
  "//evil.test",
  "/\\evil.test",
  "\\\\evil.test",
  "\\/evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "\t//evil.test",
  " //evil.test",
  "/.//evil.test",
  "/..//evil.test",
  "/a/..//evil.test",
  "https://evil.test",
  "https:evil.test",
  "http://127.0.0.1:3000/requests",
  "javascript:alert(1)",
  "data:text/html,x",
  "requests",
  "",
  "/\u2028/evil.test",
  `/${"a".repeat(2_000)}`,
  "/sign-in?callbackUrl=/sign-in",
  "/api/auth/signout",
  null,
  undefined,
])("refuses %j", (given) => {
  expect(safeReturnPath(given)).toBe("/");
});

test("never leads a browser to another origin, whatever is given", () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        "/",
        "\\",
        "\t",
        "\n",
        ".",
        "..",
        "@",
        ":",
        "evil.test",
        "http:",
        "%2f",
        "%5c",
        "?",
        "#",
        "\u0000",
      ),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string(), fc.webUrl()), (given) => {
      const path = safeReturnPath(given);
      expect(new URL(path, `${origin}/sign-in`).origin).toBe(origin);
      expect(path.startsWith("/") && !path.startsWith("//")).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
