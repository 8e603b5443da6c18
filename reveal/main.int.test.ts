import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";
import { startRevealProcess } from "#tests/reveal/reveal-process.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";
import { scanMemory } from "#tests/reveal/scan-memory.ts";

let fixture: RevealFixture;
const children: ChildProcess[] = [];
beforeAll(async () => {
  fixture = await openRevealFixture();
});
afterEach(() => void children.splice(0).map((child) => child.kill("SIGKILL")));
afterAll(() => fixture[Symbol.asyncDispose]());

async function startProcess(env: Record<string, string | undefined> = {}) {
  const started = await startRevealProcess(fixture, { env });
  children.push(started.child);
  return started;
}

describe("the process", () => {
  test("says ready, serves, and ends at SIGTERM and when its supervisor is gone", async () => {
    const reveal = await startProcess();
    expect(reveal.message).toBe("ready");
    expect((await fetch(`${reveal.url}/readyz`)).status).toBe(200);
    reveal.child.kill("SIGTERM");
    expect(await reveal.exited).toEqual([0, null]);
    const orphan = await startProcess();
    orphan.child.disconnect();
    expect(await orphan.exited).toEqual([0, null]);
  });

  test("finishes the claims under way when it is told to stop", async () => {
    const reveal = await startProcess();
    const grants = await Promise.all(Array.from({ length: 20 }, () => fixture.putGrant()));
    const token = await fixture.idToken("dana");
    const claims = grants.map((grant) => postClaim(reveal.url, grant.id, { token }).catch(() => null));
    await new Promise((resolve) => setTimeout(resolve, 100));
    reveal.child.kill("SIGTERM");
    const outcomes = await Promise.all(claims);
    expect(await reveal.exited).toEqual([0, null]);
    for (const [index, outcome] of outcomes.entries()) {
      // Answered whole, or never taken in: nothing in between.
      const state = await fixture.stateOf(grants[index]?.id ?? "");
      expect([outcome?.status ?? "not taken in", state]).toEqual(
        outcome === null ? ["not taken in", "pending"] : [200, "revealed"],
      );
    }
  });

  test.each([
    { missing: "its key", change: { LATCHKEY_HOME: "/nonexistent" }, sentence: /cannot be listed/ },
    { missing: "its database", change: { DATABASE_URL_REVEAL: undefined }, sentence: /DATABASE_URL_REVEAL/ },
    { missing: "a loopback issuer or https", change: { OIDC_ISSUER: "http://issuer.example" }, sentence: /https/ },
    { missing: "a valid port", change: { REVEAL_PORT: "http" }, sentence: /REVEAL_PORT/ },
  ])("without $missing it says so in one sentence and ends with 1", async ({ change, sentence }) => {
    const reveal = await startProcess(change);
    expect(await reveal.exited).toEqual([1, null]);
    const lines = reveal.output().trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ msg: expect.stringMatching(sentence) });
    expect(reveal.output()).not.toMatch(/    at |secret-of/);
  });

  test("a private key that others can read is refused", async () => {
    const directory = join(fixture.kekDir, "private");
    const path = join(directory, (await readdir(directory))[0] ?? "");
    await chmod(path, 0o444);
    const reveal = await startProcess();
    await chmod(path, 0o400);
    expect(await reveal.exited).toEqual([1, null]);
    expect(reveal.output()).toContain("make it 0400");
  });

  test("a port in use is told in one sentence", async () => {
    const reveal = await startProcess({ REVEAL_PORT: new URL(fixture.url).port });
    expect(await reveal.exited).toEqual([1, null]);
    expect(reveal.output()).toContain("set REVEAL_PORT to a free one");
  });
});

describe.skipIf(process.platform !== "linux")("what stays behind", () => {
  test("R6: five seconds after 50 reveals no password is in the memory, the environment or the log of the process", async () => {
    const reveal = await startProcess();
    const token = await fixture.idToken("dana");
    const canary = `canary-${randomBytes(12).toString("hex")}`;
    for (let round = 0; round < 50; round++) {
      const grant = await fixture.putGrant({ password: `${canary}-${round}` });
      const { credential } = await postClaim(reveal.url, grant.id, { token });
      expect(credential?.fields.password).toBe(grant.password);
    }
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const pid = reveal.child.pid ?? 0;
    const { copies, bytes } = await scanMemory(pid, [Buffer.from(canary, "utf8"), Buffer.from(canary, "utf16le")]);
    // The scan sees what is there: a text of the program itself.
    expect((await scanMemory(pid, [Buffer.from("latchkey/reveal/v1")])).copies).toBeGreaterThan(0);
    const told = [await readFile(`/proc/${pid}/environ`, "utf8"), await readFile(`/proc/${pid}/cmdline`, "utf8")];
    const size = Math.round(bytes / 2 ** 20);
    sayFigure("R6", `${copies} copies in ${size} MB of the reveal process's memory, 5 s after 50 reveals`);
    expect([copies, [...told, reveal.output()].filter((text) => text.includes(canary))]).toEqual([0, []]);
  }, 60_000);
});
