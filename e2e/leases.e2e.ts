import { spawnSync } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { connectWith, refusalOf } from "./fixtures/connect.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { readInstance } from "./fixtures/instance.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const instance = readInstance();

/** Runs the command line against this instance; gives what it printed. */
function latchkey(token: string | null, ...args: string[]): string {
  const own = { LATCHKEY_HOME: instance.home, LATCHKEY_URL: instance.publicUrl };
  const env = { ...process.env, ...own, ...(token !== null && { LATCHKEY_TOKEN: token }) };
  const ran = spawnSync(process.execPath, ["cli/latchkey.mjs", ...args], { env, encoding: "utf8" });
  expect(ran.status, ran.stderr).toBe(0);
  return ran.stdout.trim();
}

/** A job of payments with a token of its own. */
function makeJob(): { name: string; token: string } {
  const lee = latchkey(null, "token", "create", "--as", "lee@latchkey.test", "--scope", "all", "--ttl", "10m");
  const name = uniqueName("nightly");
  const made = latchkey(lee, "service-account", "create", "--team", "payments", "--name", name, "--json");
  const { id } = JSON.parse(made) as { id: string };
  const scope = "resources:read,leases:read,leases:write";
  return { name, token: latchkey(lee, "service-account", "token", "create", id, "--scope", scope, "--days", "1") };
}

test("a nightly job gets a login of its own for minutes; dana sees who is in, and ends it", async ({ people }) => {
  const dana = await people.as("dana");
  const { resource } = await fileRequest(dana, { name: uniqueName("leased") });
  const id = resource?.id ?? "";
  await dana.goto(`/resources/${id}`);
  const panel = dana.getByRole("region", { name: "Leases" });
  await expect(panel.getByText("No job, bot or agent has a login of its own right now.")).toBeVisible();

  const job = makeJob();
  const file = join(await mkdtemp(join(tmpdir(), "latchkey-story-")), "lease.json");
  const said = latchkey(job.token, "lease", id, "--ttl", "15m", "--purpose", "Moves the orders", "--out", file);
  expect(said).toContain("lets in until");
  const { url: connectionString } = JSON.parse(await readFile(file, "utf8")) as { url: string };
  await connectWith({ connectionString }, (client) => client.query("SELECT 1"));

  await test.step("the page says who is in, for what and until when, and holds nothing of the credential", async () => {
    await dana.reload();
    await expect(panel.getByText("Moves the orders")).toBeVisible();
    await expect(panel.getByText("1 of 20 open")).toBeVisible();
    await expectAccessible(dana, "a resource with a lease");
    expect(await dana.content()).not.toContain(new URL(connectionString).password);
  });

  await test.step("she ends it, and the login lets nobody in any more", async () => {
    await panel.getByRole("button", { name: "End lease" }).click();
    await dana.getByRole("dialog").getByRole("button", { name: "End lease" }).click();
    await expect.poll(() => refusalOf({ connectionString }), { timeout: 60_000 }).toBe("28P01");
    await expect(panel.getByText("0 of 20 open · 1 over")).toBeVisible();
  });

  await test.step("it is nobody else's business", async () => {
    const noor = await people.as("noor");
    await noor.goto(`/resources/${id}`);
    await expect(noor.getByText("Moves the orders")).toHaveCount(0);
  });
});
