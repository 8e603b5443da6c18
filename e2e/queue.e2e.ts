import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { Connection } from "rabbitmq-client";
import { findRabbitmqScript, startRabbitmqServer } from "#tests/harness/rabbitmq-server.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { followToReveal } from "./fixtures/follow-to-reveal.ts";
import { readInstance } from "./fixtures/instance.ts";
import { readField, revealFields } from "./fixtures/open-credential.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const step = "Set RABBITMQ_MANAGEMENT_URL to the management API of a RabbitMQ, then start Latchkey again.";

test.skip(findRabbitmqScript() === null, "There is no rabbitmq-server on this machine.");

test("queues: listed with their one step while no broker is connected, then from form to a message that arrives", async ({
  people,
}) => {
  const page = await people.as("dana");

  await test.step("the template says that it is not connected, and what connects it", async () => {
    await page.goto("/templates/rabbitmq-small");
    await expect(page.getByText("RabbitMQ, small is not connected yet")).toBeVisible();
    await expect(page.getByText(step)).toBeVisible();
  });

  await using broker = await startRabbitmqServer();
  await using _ = await connect(broker.url);
  await test.step("once a broker is connected, the form is there", async () => {
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole("form")).toBeVisible({ timeout: 1000 });
    }).toPass();
    await expectAccessible(page, "the form for queues");
  });

  const one = await test.step("dana asks for two queues and is shown the credential once", () =>
    revealQueue(page, "orders mails"));
  await page.goto("/templates/rabbitmq-small");
  const other = await test.step("she asks again and names none", () => revealQueue(page, ""));

  await test.step("what was shown sends to her queue and takes from it, and a rejected message is kept", async () => {
    const rabbit = await enter(one.url);
    const publisher = rabbit.createPublisher({ confirm: true });
    await publisher.send("orders", "hello");
    expect((await rabbit.basicGet({ queue: "orders", noAck: true }))?.body).toBe("hello");
    const channel = await rabbit.acquire();
    await publisher.send("mails", "undeliverable");
    const message = await channel.basicGet("mails");
    channel.basicNack({ deliveryTag: message?.deliveryTag ?? 0, requeue: false });
    await expect
      .poll(async () => (await rabbit.basicGet({ queue: "mails.dead", noAck: true }))?.body)
      .toBe("undeliverable");
    rabbit.unsafeDestroy();
  });

  await test.step("another's virtual host is closed to it", async () => {
    const crossed = new URL(one.url);
    crossed.pathname = new URL(other.url).pathname;
    await expect(enter(crossed.href)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });
});

/** What the one step comes to: the file that the worker reads, written by an operator while everything runs. */
async function connect(url: string): Promise<AsyncDisposable> {
  const path = join(readInstance().home, "secrets/rabbitmq-management-url");
  await writeFile(path, url, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(path) };
}

async function revealQueue(page: Page, queues: string): Promise<{ readonly url: string }> {
  const name = uniqueName("queue");
  await fillRequest(page, { name, purpose: "Hands orders on to who packs them." });
  await page.getByRole("textbox", { name: "Queues" }).fill(queues);
  await page.getByRole("button", { name: "Submit request" }).click();
  const reveal = await followToReveal(page, name);
  await revealFields(reveal, ["Password", "Connection string"]);
  expect(await readField(reveal, "Virtual host")).toContain(name);
  const url = await readField(reveal, "Connection string");
  await reveal.getByRole("button", { name: "I have it, hide it now" }).click();
  await expect(reveal.getByRole("heading", { name: "This was shown once" })).toBeVisible();
  await reveal.close();
  return { url };
}

async function enter(url: string): Promise<Connection> {
  const client = new Connection(url);
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  client.on("connection", () => resolve(client));
  client.on("error", (error: unknown) => {
    client.unsafeDestroy();
    reject(error);
  });
  return promise;
}
