import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, type Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of the team's own on this machine, which the instance of the stories allows. */
async function openReceiver() {
  const received: Received[] = [];
  let status = 204;
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      received.push({ headers: req.headers, body: Buffer.concat(parts).toString() });
      res.writeHead(status).end(status === 204 ? undefined : "not today");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/latchkey`,
    received,
    answerWith: (given: number) => {
      status = given;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const verify = (key: string, { headers, body }: Received) =>
  new Webhook(key).verify(body, headers as Record<string, string>) as {
    type: string;
    data: { request?: { name: string } };
  };

/** Makes a webhook as lee from where service accounts are; ends on its page and gives its key. */
async function createWebhook(lee: Page, url: string): Promise<string> {
  await lee.goto("/service-accounts");
  await lee.getByRole("link", { name: "Webhooks" }).click();
  await lee.getByRole("button", { name: "Create webhook" }).click();
  const dialog = lee.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "URL" }).fill(url);
  await dialog.getByRole("textbox", { name: "What it is for" }).fill("Tells our deploy bot.");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByText("it is not shown again, to anybody")).toBeVisible();
  const key = String(await dialog.getByText(/^whsec_/).textContent());
  await dialog.getByRole("button", { name: "I have stored it" }).click();
  await expect(lee.getByRole("heading", { name: new URL(url).host, level: 1 })).toBeVisible();
  return key;
}

test("a lead has another system told of a ready database, and the receiver proves that it is ours", async ({
  people,
}) => {
  const receiver = await openReceiver();
  const lee = await people.as("lee");
  const key = await createWebhook(lee, receiver.url);
  expect(await lee.content()).not.toContain(key);

  const dana = await people.as("dana");
  const name = uniqueName("told");
  await fileRequest(dana, { name });
  await expect
    .poll(() =>
      receiver.received.map((message) => verify(key, message)).filter(({ data }) => data.request?.name === name),
    )
    .toMatchObject([{ type: "request.fulfilled" }]);

  await expect(async () => {
    await lee.reload();
    const delivery = lee
      .getByRole("list", { name: "Deliveries" })
      .getByRole("listitem")
      .filter({ hasText: "request.fulfilled" });
    await expect(delivery.first()).toContainText("Delivered", { timeout: 2000 });
  }).toPass();

  await lee.getByRole("button", { name: "Rotate key" }).click();
  await lee.getByRole("dialog").getByRole("button", { name: "Rotate key" }).click();
  const next = String(await lee.getByText(/^whsec_/).textContent());
  await lee.getByRole("button", { name: "I have stored it" }).click();
  await lee.getByRole("button", { name: "Send a ping" }).click();
  await expect.poll(() => receiver.received.some(({ body }) => body.includes('"ping"'))).toBe(true);
  const ping = receiver.received.find(({ body }) => body.includes('"ping"'));
  if (ping === undefined) throw new Error("unreachable");
  for (const either of [key, next]) expect(verify(either, ping).type).toBe("ping");
  receiver.close();
});

test("what could not be delivered is in the log, and is sent again by hand as the same message", async ({ people }) => {
  const receiver = await openReceiver();
  receiver.answerWith(410);
  const lee = await people.as("lee");
  const key = await createWebhook(lee, receiver.url);
  await lee.getByRole("button", { name: "Send a ping" }).click();
  await expect(async () => {
    await lee.reload();
    await expect(lee.getByText("Nothing is sent there any more")).toBeVisible({ timeout: 2000 });
  }).toPass();
  const delivery = lee.getByRole("list", { name: "Deliveries" }).getByRole("listitem").filter({ hasText: "ping" });
  await expect(delivery.first()).toContainText("Failed");
  await delivery.first().getByText("1 attempt").click();
  await expect(delivery.first()).toContainText("410");
  await expect(delivery.first()).toContainText("not today");
  await expectAccessible(lee, "a webhook that is gone");

  receiver.answerWith(204);
  await lee.getByRole("button", { name: "Enable", exact: true }).click();
  await lee.getByRole("button", { name: /^Send again: ping/ }).click();
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  for (const message of receiver.received) verify(key, message);

  await lee.getByRole("button", { name: "Remove" }).click();
  await lee.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(lee.getByRole("heading", { name: "Webhooks", level: 1 })).toBeVisible();
  receiver.close();
});

test("webhooks are there for who manages them, for everybody to use, and a stranger finds nothing", async ({
  people,
}) => {
  const receiver = await openReceiver();
  const lee = await people.as("lee");
  await createWebhook(lee, receiver.url);
  const address = lee.url();
  await expectAccessible(lee, "a webhook");
  await lee.goto("/webhooks");
  await expect(lee.getByRole("link", { name: new URL(receiver.url).host })).toBeVisible();
  await expectAccessible(lee, "webhooks");
  await lee.getByRole("button", { name: "Create webhook" }).click();
  const dialog = lee.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await expectAccessible(lee, "a webhook, being made");
  await dialog.getByRole("textbox", { name: "URL" }).fill("https://169.254.169.254/latest/meta-data/");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByText(/no public one/)).toBeVisible();
  const dana = await people.as("dana");
  expect((await dana.goto(address))?.status()).toBe(404);
  await dana.goto("/webhooks");
  await expect(dana.getByText("There is no webhook that you manage")).toBeVisible();
  await expect(dana.getByRole("button", { name: "Create webhook" })).toHaveAccessibleDescription(
    "Only leads of a team and the platform team make webhooks.",
  );
  receiver.close();
});
