import { expect, test } from "vitest";
import { runCli } from "#tests/api/run-cli.ts";

test("tells a server that is not there, after trying again", async () => {
  const { code, err } = await runCli(["request", "show", "req_1"], {
    LATCHKEY_TOKEN: "token",
    LATCHKEY_URL: "http://127.0.0.1:9",
  });
  expect([code, err]).toEqual([1, expect.stringMatching(/^latchkey: http:\/\/127.0.0.1:9 does not answer: .+\n$/)]);
});
