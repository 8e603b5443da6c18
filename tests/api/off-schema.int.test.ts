import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const planted = "planted-4fd1c0de";

/** Runs the call in a process of its own, whose output is its log and, at the end, the answer. */
async function call(fits: "yes" | "no"): Promise<{ told: Told; log: readonly string[] }> {
  const env = { ...process.env, LOG_LEVEL: "info", LATCHKEY_PUBLIC_URL: "http://127.0.0.1:3000" };
  const { stdout } = await promisify(execFile)(process.execPath, ["tests/api/off-schema-main.ts", fits], { env });
  const lines = stdout.trim().split("\n");
  const told = JSON.parse(lines.at(-1) ?? "") as Told;
  return { told, log: lines.slice(0, -1) };
}

test("a reply off its schema is a 500 that tells nothing of it, and one line of the log that says where", async () => {
  const { told, log } = await call("no");
  expect(told.status).toBe(500);
  expect(told.headers["content-type"]).toBe("application/problem+json");
  const problem = problemSchema.parse(told.body);
  expect(problem.code).toBe("internal");
  expect(JSON.stringify(told)).not.toContain(planted);
  expect(JSON.stringify(told)).not.toMatch(/zod|schema|count|expected/i);
  const lines = log.filter((line) => line.includes(problem.requestId));
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? "") as { path: string; code: string; err: { message: string } };
  expect(line).toMatchObject({ path: "/thing", code: "internal" });
  expect(line.err.message).toContain("count");
  expect(log.join("\n")).not.toContain(planted);
});

test("a reply that fits loses what its schema does not name", async () => {
  const { told } = await call("yes");
  expect(told).toMatchObject({ status: 200, body: { id: "thing_1", count: 1, state: "new" } });
  expect(JSON.stringify(told)).not.toContain(planted);
});
