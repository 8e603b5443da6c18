import { afterEach, expect, test } from "vitest";
import { forgetLeaks, scanOutbound, watchForCanary } from "#tests/harness/outbound-scan.ts";
import { fakeSecrets } from "#tests/factories/fake-secrets.ts";

const canary = "Zx9-canary+of/this=test";

afterEach(forgetLeaks);

const asMail = (body: string) =>
  `Subject: Ready\r\nContent-Transfer-Encoding: base64\r\n\r\n${body.replace(/(.{76})/g, "$1\r\n")}`;

test.each([
  ["in the clear", canary],
  ["as base64 in a mail", asMail(Buffer.from(`${"Hello. ".repeat(20)}${canary} bye`).toString("base64"))],
  [
    "as quoted-printable",
    [...Buffer.from(canary)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("=\r\n"),
  ],
  ["percent-encoded", `text=${encodeURIComponent(canary)}`],
  ["in JSON with escapes", `{"text":"${canary.replace("/", "\\u002f").replace("+", "\\u002b")}"}`],
])("finds a canary that leaves %s", async (_, payload) => {
  watchForCanary(canary);
  expect(await scanOutbound("test", payload)).toContain("test: a sealed value");
});

test("finds what looks like a credential, canary or not", async () => {
  for (const name of ["GitHub personal token", "Slack bot token"]) {
    expect(await scanOutbound("test", `Your key: ${fakeSecrets[name]}`)).not.toEqual([]);
  }
});

test("finds nothing in a message as it should be", async () => {
  const mail =
    "Subject: Ready: orders\r\n\r\norders is ready. http://127.0.0.1:3001/g/gr_1T5kq0cVYjYbqC4cE3yJX1n2b3v4c5x6\r\n";
  expect(await scanOutbound("test", mail)).toEqual([]);
});
