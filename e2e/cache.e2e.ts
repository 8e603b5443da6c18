import { expect, type Page } from "@playwright/test";
import { Redis } from "ioredis";
import { fillRequest } from "./fixtures/fill-request.ts";
import { followToReveal } from "./fixtures/follow-to-reveal.ts";
import { readField, revealFields } from "./fixtures/open-credential.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("a cache from form to reveal: its user works under its own prefix, and cannot read another's", async ({
  people,
}) => {
  const page = await people.as("dana");
  const [one, other] = await test.step("dana asks for two caches and is shown each of them once", async () => [
    await revealCache(page),
    await revealCache(page),
  ]);
  await using cache = connectTo(one);
  await using neighbour = connectTo(other);

  await test.step("what was shown stores and reads under the prefix that was shown", async () => {
    expect(await cache.client.set(`${one.keyPrefix}greeting`, "hello")).toBe("OK");
    expect(await cache.client.get(`${one.keyPrefix}greeting`)).toBe("hello");
  });

  await test.step("another's keys are closed to it, and so is the server", async () => {
    await neighbour.client.set(`${other.keyPrefix}secret`, "theirs");
    const { client } = cache;
    for (const attempt of [
      () => client.get(`${other.keyPrefix}secret`),
      () => client.set(`${other.keyPrefix}secret`, "mine"),
      () => client.keys("*"),
      () => client.call("SCAN", "0"),
      () => client.flushall(),
      () => client.call("CONFIG", "GET", "*"),
      () => client.call("ACL", "LIST"),
    ]) {
      await expect(attempt()).rejects.toThrow("NOPERM");
    }
    expect(await neighbour.client.get(`${other.keyPrefix}secret`)).toBe("theirs");
  });
});

interface ShownCache {
  readonly url: string;
  readonly keyPrefix: string;
}

async function revealCache(page: Page): Promise<ShownCache> {
  const name = uniqueName("cache");
  await page.goto("/templates/redis-small");
  await fillRequest(page, { name, purpose: "Keeps what the checkout asks for often." });
  await page.getByRole("button", { name: "Submit request" }).click();
  const reveal = await followToReveal(page, name);
  await revealFields(reveal, ["Password", "Connection string"]);
  const shown = {
    url: await readField(reveal, "Connection string"),
    keyPrefix: await readField(reveal, "Prefix of keys and channels"),
  };
  await reveal.getByRole("button", { name: "I have it, hide it now" }).click();
  await expect(reveal.getByRole("heading", { name: "This was shown once" })).toBeVisible();
  await reveal.close();
  return shown;
}

function connectTo({ url }: ShownCache) {
  const client = new Redis(url, { enableReadyCheck: false, maxRetriesPerRequest: 1 });
  client.on("error", () => undefined);
  return { client, [Symbol.asyncDispose]: async () => client.disconnect() };
}
