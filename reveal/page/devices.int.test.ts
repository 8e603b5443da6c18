import type { Browser, BrowserContext, Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { devicesMax } from "#domain/contracts/device.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openBrowser } from "#tests/reveal/open-browser.ts";
import { putStrictGrant } from "#tests/reveal/put-strict-grant.ts";
import { openRevealFixture, type PersonName, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let browser: Browser;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  [fixture, browser] = await Promise.all([openRevealFixture({ LEASE_SECONDS: "30" }), openBrowser()]);
}, 300_000);
beforeEach(async () => void (await fixture.admin.query("UPDATE devices SET removed_at = now()")));
afterEach(async () => {
  fixture.issuer.onSignIn = null;
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await fixture[Symbol.asyncDispose]();
});

async function openPage(path: string, in_?: BrowserContext): Promise<Page> {
  const context = in_ ?? (await browser.newContext());
  if (in_ === undefined) contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(fixture.url + path);
  return page;
}

const say = async (page: Page, text: string | RegExp) => {
  await page.getByRole("heading", { level: 1 }).filter({ hasText: text }).waitFor();
  return (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
};
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).click();

/** A browser of somebody's that is enrolled under a name. */
async function enrol(name: string, person: PersonName = "dana"): Promise<Page> {
  fixture.signIn(person);
  const page = await openPage("/devices");
  await say(page, "Your devices");
  await page.getByLabel("Call it").fill(name);
  await press(page, "Enrol this browser");
  await page.getByText(`This browser is enrolled as ${name}`).waitFor();
  return page;
}

/** Makes the last sign-in an hour old, until somebody signs in at the issuer. */
function signInLongAgo(name: PersonName, then: PersonName = name): void {
  fixture.signIn(name);
  const fresh = fixture.issuer.person;
  fixture.issuer.person = () => ({ ...fresh?.(), auth_time: Math.floor(Date.now() / 1000) - 3600 });
  fixture.issuer.onSignIn = (asked) => {
    expect(asked.get("max_age")).toBe("300");
    fixture.signIn(then);
  };
}

const keysIn = (page: Page) =>
  page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open("latchkey", 1);
      request.onsuccess = () => resolve(request.result);
    });
    const store = opened.transaction("device-keys").objectStore("device-keys");
    const read = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const owners = await read(store.getAllKeys());
    const pairs = (await read(store.getAll())) as CryptoKeyPair[];
    opened.close();
    return { owners, areExtractable: pairs.map(({ privateKey }) => privateKey.extractable) };
  });

describe("the devices page", () => {
  test("signs in, comes back, and enrols this browser with a key that cannot be taken out of it", async () => {
    fixture.signIn(null);
    fixture.issuer.onSignIn = () => fixture.signIn("dana");
    const page = await openPage("/devices");
    await say(page, "Sign in to see your devices");
    await press(page, "Sign in");
    // The whole heading: the one before the sign-in speaks of "your devices" too.
    expect(await say(page, /^Your devices$/)).toContain("None yet.");
    expect(page.url()).toBe(`${fixture.url}/devices`);
    expect(await page.getByLabel("Call it").inputValue()).toBe("Chrome on Linux");
    await press(page, "Enrol this browser");
    await page.getByText("This browser is enrolled as Chrome on Linux").waitFor();
    expect(await page.getByRole("listitem").innerText()).toMatch(
      /^Chrome on Linux\s+Enrolled .+just now\)\s+This browser\s+New credentials are sealed to this/,
    );
    await page.reload();
    await page.getByText("This browser is enrolled as Chrome on Linux").waitFor();
    expect(await keysIn(page)).toEqual({ owners: [[fixture.issuer.url, "dana"]], areExtractable: [false] });
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([
      0,
      0,
      "",
    ]);
  });

  test("asks for a name before it asks the server", async () => {
    fixture.signIn("dana");
    const page = await openPage("/devices");
    await say(page, "Your devices");
    await page.getByLabel("Call it").fill("  ");
    await press(page, "Enrol this browser");
    await page.getByText("Give it a name of 1 to 60 characters, on one line.").waitFor();
    expect(await page.getByLabel("Call it").getAttribute("aria-invalid")).toBe("true");
    expect((await keysIn(page)).owners).toEqual([]);
  });

  test("with an old sign-in asks for a fresh one, and does what was pressed when the same person is back", async () => {
    signInLongAgo("dana");
    const page = await openPage("/devices");
    expect(await say(page, "Your devices")).toContain("You are asked to sign in once more");
    await page.getByLabel("Call it").fill("Laptop");
    await press(page, "Enrol this browser");
    await page.getByText("This browser is enrolled as Laptop").waitFor();
    expect(page.url()).toBe(`${fixture.url}/devices`);
  });

  test("does nothing of it when somebody else comes back", async () => {
    signInLongAgo("dana", "lee");
    const page = await openPage("/devices");
    await say(page, "Your devices");
    await press(page, "Enrol this browser");
    await page.getByText("Signed in as Lee").waitFor();
    expect(await say(page, "Your devices")).toContain("None yet.");
    expect((await keysIn(page)).owners).toEqual([]);
  });

  test("says so when the fresh sign-in is not one, and does not ask for ever", async () => {
    signInLongAgo("dana");
    fixture.issuer.onSignIn = null;
    const page = await openPage("/devices");
    await say(page, "Your devices");
    await press(page, "Enrol this browser");
    expect(await page.getByRole("alert").innerText()).toContain("it needs a sign-in of the last five minutes");
    expect((await keysIn(page)).owners).toEqual([]);
  });

  test("refuses one more than there may be, and keeps no key for it", async () => {
    const token = await fixture.idToken("dana");
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    for (let count = 1; count <= devicesMax; count++) {
      const body = JSON.stringify({ name: `Device ${count}`, publicKey: (await createClaimKey()).publicKey });
      await fetch(`${fixture.url}/v1/devices`, { method: "POST", headers, body });
    }
    fixture.signIn("dana");
    const page = await openPage("/devices");
    await say(page, "Your devices");
    await press(page, "Enrol this browser");
    expect(await page.getByRole("alert").innerText()).toBe(
      "You have 10 devices, and that is the most. Remove one that you do not use, then enrol this browser.",
    );
    expect((await keysIn(page)).owners).toEqual([]);
  });

  test("chooses another device, and removes one after it has asked", async () => {
    await enrol("Desktop");
    const page = await enrol("Laptop");
    const desktop = page.getByRole("listitem").filter({ hasText: "Desktop" });
    await desktop.getByRole("button", { name: "Use for new credentials" }).click();
    await page.getByText("New credentials are now sealed to Desktop.").waitFor();
    expect(await desktop.innerText()).toContain("New credentials are sealed to this");
    await press(page, "Remove Laptop");
    await page.getByText("Credentials that wait for it can then be opened by nobody").waitFor();
    await press(page, "Keep it");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Remove Laptop");
    await press(page, "Remove Laptop");
    await press(page, "Remove it");
    await page.getByText("Laptop is removed.").waitFor();
    expect(await page.getByRole("listitem").allInnerTexts()).toEqual([expect.stringContaining("Desktop")]);
    expect((await keysIn(page)).owners).toEqual([]);
  });

  test("in a browser that keeps nothing says so, and offers nothing that would fail", async () => {
    fixture.signIn("dana");
    const context = await browser.newContext();
    contexts.push(context);
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("A mutation operation was attempted on a database that did not allow mutations.");
      };
    });
    const page = await openPage("/devices", context);
    expect(await say(page, "Your devices")).toContain("This browser cannot be enrolled");
    expect(await page.getByRole("button", { name: "Enrol this browser" }).count()).toBe(0);
  });

  test("offline says so and changes nothing; pressed again it is done", async () => {
    fixture.signIn("dana");
    const page = await openPage("/devices");
    await say(page, "Your devices");
    await page.context().setOffline(true);
    await press(page, "Enrol this browser");
    expect(await page.getByRole("alert").innerText()).toContain("Latchkey did not answer.");
    await page.context().setOffline(false);
    await press(page, "Enrol this browser");
    await page.getByText("This browser is enrolled as").waitFor();
  });
});

describe("a credential that is sealed to a device", () => {
  test("says to which before the button, opens in it, and is confirmed", async () => {
    const page = await enrol("Laptop");
    const grant = await putStrictGrant(fixture);
    await page.goto(`${fixture.url}/g/${grant.id}`);
    expect(await say(page, /^orders-/)).toContain("Sealed to Laptop, this browser. No server can open it.");
    await press(page, "Reveal");
    await press(page, "Show Password");
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe(grant.password);
    await expect.poll(() => fixture.stateOf(grant.id)).toBe("confirmed");
    await page.reload();
    await say(page, "This was shown once");
  });

  test("in another browser says where it opens, and leads to the devices and back", async () => {
    await enrol("Desktop");
    const grant = await putStrictGrant(fixture);
    const page = await openPage(`/g/${grant.id}`);
    expect(await say(page, "Sealed to another device: Desktop")).toContain("Open this link there");
    expect(await page.getByRole("link", { name: "Issue it again in Latchkey" }).getAttribute("href")).toBe(
      `${fixture.settings.LATCHKEY_PUBLIC_URL}/resources/${grant.resourceId}`,
    );
    await follow(page, "Enrol this browser");
    await page.getByLabel("Call it").fill("Laptop");
    await press(page, "Enrol this browser");
    await page.getByText("This browser is enrolled as Laptop").waitFor();
    await follow(page, "Back to the credential");
    expect(await say(page, "Sealed to another device: Desktop")).toContain("it is then sealed to Laptop, this browser");
    expect(page.url()).toBe(`${fixture.url}/g/${grant.id}`);
    expect(await fixture.stateOf(grant.id)).toBe("pending");
    const again = await putStrictGrant(fixture);
    await page.goto(`${fixture.url}/g/${again.id}`);
    await press(page, "Reveal");
    await page.getByLabel("Password", { exact: true }).waitFor();
  });

  test("comes back to the credential also when the enrolment needed a sign-in", async () => {
    await enrol("Desktop");
    const grant = await putStrictGrant(fixture);
    signInLongAgo("dana");
    const page = await openPage(`/g/${grant.id}`);
    await follow(page, "Enrol this browser");
    await press(page, "Enrol this browser");
    await page.getByText("This browser is enrolled as").waitFor();
    await follow(page, "Back to the credential");
    await say(page, "Sealed to another device: Desktop");
    expect(page.url()).toBe(`${fixture.url}/g/${grant.id}`);
  });

  test("keeps the keys of two people of one browser apart", async () => {
    const page = await enrol("Shared desk");
    fixture.signIn("lee");
    const other = await openPage("/devices", page.context());
    expect(await say(other, "Your devices")).toContain("None yet.");
    await press(other, "Enrol this browser");
    await other.getByText("This browser is enrolled as").waitFor();
    expect((await keysIn(other)).owners).toHaveLength(2);
    const [mine, theirs] = [await putStrictGrant(fixture), await putStrictGrant(fixture, { recipient: "lee" })];
    for (const [name, grant] of [["dana", mine] as const, ["lee", theirs] as const]) {
      fixture.signIn(name);
      await other.goto(`${fixture.url}/g/${grant.id}`);
      await press(other, "Reveal");
      await press(other, "Show Password");
      expect(await other.getByLabel("Password", { exact: true }).inputValue()).toBe(grant.password);
      await press(other, "I have it, hide it now");
    }
  });

  test("whose device was removed says that nobody can open it, and uses nothing up", async () => {
    const page = await enrol("Laptop");
    const grant = await putStrictGrant(fixture);
    await press(page, "Remove Laptop");
    await press(page, "Remove it");
    await page.getByText("Laptop is removed.").waitFor();
    await page.goto(`${fixture.url}/g/${grant.id}`);
    expect(await say(page, "Sealed to a device that was removed: Laptop")).toContain("nobody can open it now");
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test("whose key went between the look and the press is not claimed", async () => {
    const page = await enrol("Laptop");
    const grant = await putStrictGrant(fixture);
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await say(page, /^orders-/);
    await page.evaluate(() => void indexedDB.deleteDatabase("latchkey"));
    await press(page, "Reveal");
    await say(page, "The key is not in this browser any more");
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test("that was made for another window of time than the page says does not open", async () => {
    const page = await enrol("Laptop");
    const grant = await putStrictGrant(fixture);
    await fixture.admin.query("UPDATE grants SET expires_at = expires_at + interval '1 day' WHERE id = $1", [grant.id]);
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await press(page, "Reveal");
    expect(await say(page, "The answer could not be opened")).toContain("does not open with the key of Laptop");
  });
});

test("a credential in view is not hidden by the way back to the devices", async () => {
  const page = await enrol("Laptop");
  const grant = await putStrictGrant(fixture);
  await page.goto(`${fixture.url}/g/${grant.id}`);
  await say(page, /^orders-/);
  await follow(page, "Devices");
  await say(page, "Your devices");
  await follow(page, "Back to the credential");
  await press(page, "Reveal");
  await page.getByLabel("Password", { exact: true }).waitFor();
  expect(await page.getByRole("link", { name: "Devices" }).count()).toBe(0);
  await page.goBack();
  expect(await page.getByLabel("Password", { exact: true }).count()).toBe(1);
  expect(page.url()).toBe(`${fixture.url}/g/${grant.id}`);
});
