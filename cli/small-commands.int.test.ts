import { beforeAll, expect, test } from "vitest";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { runCli } from "#tests/api/run-cli.ts";

let api: TestApi;
let origin: string;
beforeAll(async () => {
  api = await startApi();
  origin = await api.listen();
});

const as = async (person: string, ...argv: string[]) =>
  runCli(argv, { LATCHKEY_URL: origin, LATCHKEY_TOKEN: await api.token(person), LATCHKEY_HOME: "/nonexistent" });

/** A request of dana's that waits for the platform team. */
async function waiting(name: string): Promise<string> {
  const wish = ["--template", "postgres-small", "--team", "payments", "--environment", "production"];
  const more = ["--classification", "internal", "--purpose", "A test.", "--name", name, "--json"];
  const { out, code } = await as("dana", "request", "create", ...wish, ...more);
  expect(code).toBe(10);
  return (JSON.parse(out) as { id: string }).id;
}

test("tells an approver what waits for them and what to know of it, and nobody else", async () => {
  const id = await waiting("small-commands");
  const queue = await as("priya", "approvals");
  expect([queue.code, queue.out]).toEqual([0, expect.stringMatching(new RegExp(`^ID +RISK[^]*${id} `))]);
  const item = await as("priya", "approvals", "show", id);
  expect([item.code, item.out]).toEqual([0, expect.stringMatching(/You may decide +yes/)]);
  expect((await as("noor", "approvals", "show", id)).err).toContain("(not_found)");
  expect((await as("noor", "approvals")).err).toBe("Nothing waits for you.\n");
});

test("shuts out who has left and lets them in again, for who may", async () => {
  await as("noor", "templates");
  const found = await as("rae", "people", "--q", "noor", "--json");
  const id = (JSON.parse(found.out) as { items: { id: string }[] }).items[0]?.id ?? "";
  expect((await as("dana", "people", "deactivate", id, "--reason", "Left.")).code).toBe(1);
  expect((await as("rae", "people", "deactivate", id)).err).toContain("--reason missing.");
  expect((await as("rae", "people", "deactivate", id, "--reason", "Left.")).out).toBe("noor is shut out.\n");
  expect((await as("noor", "templates")).err).toContain("(unauthenticated)");
  expect((await as("rae", "people", "--state", "deactivated")).out).toContain("noor@latchkey.test");
  expect((await as("rae", "people", "reactivate", id)).out).toBe("noor can sign in again.\n");
});

test("reads and chooses notifications", async () => {
  const inbox = await as("priya", "notifications");
  expect(inbox.code).toBe(0);
  expect((await as("priya", "notifications", "count")).out).toMatch(/^\d+ unread\.\n$/);
  expect((await as("priya", "notifications", "read-all")).out).toBe("0 unread.\n");
  const kind = JSON.parse((await as("priya", "notifications", "choices", "--json")).out).items.find(
    (one: { isFixed: boolean }) => !one.isFixed,
  ).kind as string;
  const chosen = await as("priya", "notifications", "choose", "--kind", kind, "--channel", "email", "--off", "--json");
  expect(JSON.parse(chosen.out).items).toContainEqual(
    expect.objectContaining({ kind, channel: "email", wanted: false }),
  );
  const wrong = await as("priya", "notifications", "choose", "--kind", "security", "--channel", "email");
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("--kind: ")]);
});

test.for([
  ["priya", ["orphans"], "There is none.\n"],
  ["priya", ["deliveries", "--state", "failed"], "No message fits.\n"],
  ["priya", ["break-glass", "list"], "Nobody used emergency access.\n"],
  ["ava", ["audit", "checkpoints"], "There is none yet.\n"],
] as const)("says of an empty list that it is empty, on stderr: %j", async ([person, argv, sentence]) => {
  expect(await as(person, ...argv)).toEqual({ code: 0, out: "", err: sentence });
});

test.for([
  ["take-over", "res_none"],
  ["grants", "show", "gr_none"],
  ["lease", "show", "les_none"],
  ["lease", "renew", "les_none", "--ttl", "5m"],
  ["break-glass", "end", "bg_none"],
  ["break-glass", "review", "bg_none", "--verdict", "justified", "--comment", "Fine."],
  ["orphans", "delete", "orp_none", "--reason", "Gone."],
  ["operations", "undo", "run_none"],
  ["operations", "hand-over", "run_none", "--to", "omar@latchkey.test", "--note", "Yours."],
  ["operations", "close", "run_none", "--reason", "It is not there any more."],
  ["operations", "close", "confirm", "run_none", "--closure", "clo_1", "--reason", "It is not there any more."],
  ["operations", "backends", "pause", "none", "--reason", "Why."],
  ["people", "reactivate", "usr_none"],
  ["service-account", "show", "sa_none"],
  ["notifications", "read", "ntf_none"],
  ["deliveries", "resend", "--notification", "ntf_none", "--channel", "email"],
])("reaches the operation that it stands for, which knows no such thing: %j", async (argv) => {
  const { code, out, err } = await as("priya", ...argv, "--json");
  expect([code, err]).toEqual([1, expect.stringMatching(/\((not_found|unknown_reference|forbidden)\)/)]);
  // With --json a failure is the API's problem document on stdout.
  expect(JSON.parse(out)).toMatchObject({ status: expect.any(Number), code: expect.any(String) });
});
