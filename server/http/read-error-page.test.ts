import { expect, test } from "vitest";
import { errorTable } from "#domain/errors/error-table.ts";
import { readErrorPage } from "#server/http/read-error-page.ts";

test("has a page for every code that a problem can refer to", async () => {
  for (const code of Object.keys(errorTable)) expect(await readErrorPage(code), code).toContain(`# \`${code}\``);
});

test.for(["README", "nope", "../../package", "__proto__", "constructor", "not_found.md", "", "/etc/passwd"])(
  "reads no other file: %s",
  async (code) => {
    expect(await readErrorPage(code)).toBeNull();
  },
);
