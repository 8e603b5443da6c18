import { rename } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { fileLayout } from "#tests/factories/sample-layouts.ts";
import { openBrowser } from "#tests/reveal/open-browser.ts";
import { putStrictGrant } from "#tests/reveal/put-strict-grant.ts";
import { openRevealFixture, type PersonName, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let browser: Browser;
beforeAll(async () => {
  [fixture, browser] = await Promise.all([openRevealFixture({ LEASE_SECONDS: "30" }), openBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser.close();
  await fixture[Symbol.asyncDispose]();
});

type Reach = (page: Page) => Promise<void>;

const open = async (page: Page, name: PersonName | null, change?: Parameters<RevealFixture["putGrant"]>[0]) => {
  fixture.signIn(name);
  const grant = await fixture.putGrant(change);
  await page.goto(`${fixture.url}/g/${grant.id}`);
  await page
    .getByRole("heading", { level: 1 })
    .filter({ hasNotText: /^(Opening|This page needs)/ })
    .waitFor();
};
const reveal = async (page: Page) => {
  await page.getByRole("button", { name: "Reveal" }).click();
  await page.getByLabel("Password", { exact: true }).waitFor();
};

/** A credential without a connection string, its secret several lines of more than a phone's width. */
const openFile = async (page: Page) => {
  const token = Array.from({ length: 12 }, (_, line) => `${line}`.repeat(120)).join("\n");
  const fields = {
    server: `https://${"k8s.".repeat(30)}example:6443`,
    namespace: "orders",
    token: Secret.fromText(token),
  };
  await open(page, "dana", { credential: { type: fileLayout, fields } });
  await page.getByRole("button", { name: "Reveal" }).click();
  await page.getByLabel("Token", { exact: true }).waitFor();
};

/** The devices of somebody who has none. */
const openDevices = async (page: Page) => {
  await fixture.admin.query("UPDATE devices SET removed_at = now()");
  fixture.signIn("dana");
  await page.goto(`${fixture.url}/devices`);
  await page.getByRole("heading", { name: "Your devices" }).waitFor();
};
const enrolBrowser = async (page: Page) => {
  await openDevices(page);
  await page.getByRole("button", { name: "Enrol this browser" }).click();
  await page.getByText("This browser is enrolled as").waitFor();
};

/** Every state of the page and the way there. */
const states: Readonly<Record<string, Reach>> = {
  "sign-in": (page) => open(page, null),
  ready: (page) => open(page, "dana"),
  sensitive: async (page) => {
    fixture.signIn("dana");
    const person = fixture.issuer.person;
    const grant = await fixture.putGrant({ environment: "production" });
    fixture.issuer.person = () => ({ ...person?.(), auth_time: Math.floor(Date.now() / 1000) - 3600 });
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await page.getByRole("button", { name: "Sign in again" }).waitFor();
  },
  revealed: async (page) => {
    await open(page, "dana");
    await reveal(page);
  },
  shown: async (page) => {
    await open(page, "dana");
    await reveal(page);
    await page.getByRole("button", { name: "Show Password" }).click();
    await page.getByRole("button", { name: "Show psql" }).click();
  },
  file: async (page) => {
    await openFile(page);
    await page.getByRole("button", { name: "Save kubeconfig.yaml" }).waitFor();
  },
  "file-shown": async (page) => {
    await openFile(page);
    for (const what of ["Token", "kubeconfig.yaml"]) await page.getByRole("button", { name: `Show ${what}` }).click();
    await page.getByRole("tab", { name: "Kubernetes Secret" }).click();
    await page.getByRole("button", { name: "Show Kubernetes Secret" }).click();
  },
  used: async (page) => {
    await open(page, "dana");
    await reveal(page);
    await page.getByRole("button", { name: "I have it" }).click();
    await page.reload();
    await page.getByRole("heading", { name: "This was shown once" }).waitFor();
  },
  "not-me": async (page) => {
    await open(page, "dana");
    await reveal(page);
    await page.getByRole("button", { name: "I have it" }).click();
    await page.reload();
    await page.getByRole("button", { name: "That was not me" }).click();
    await page.getByRole("heading", { name: "Was it somebody else?" }).waitFor();
  },
  "not-for-you": async (page) => {
    await fixture.admin.query("UPDATE principals SET groups = '{}' WHERE id = 'prn_dana'");
    await open(page, "dana");
    await page.getByRole("heading", { name: "This is not for you any more" }).waitFor();
    await fixture.admin.query("UPDATE principals SET groups = '{team-payments}' WHERE id = 'prn_dana'");
  },
  expired: (page) => open(page, "dana", { expiresInSeconds: -7200 }),
  withdrawn: (page) => open(page, "dana", { resourceState: "frozen" }),
  "not-ready": (page) => open(page, "dana", { resourceState: "creating" }),
  "not-found": (page) => open(page, "noor"),
  "for-somebody-else": (page) => open(page, "lee"),
  "key-service-down": async (page) => {
    await open(page, "dana");
    const privateDir = join(fixture.kekDir, "private");
    await rename(privateDir, `${privateDir}.away`);
    await page.getByRole("button", { name: "Reveal" }).click();
    await page.getByRole("heading", { name: "The key service is down" }).waitFor();
    await rename(`${privateDir}.away`, privateDir);
  },
  "devices-none": async (page) => {
    await openDevices(page);
    await page.getByLabel("Call it").fill(" ");
    await page.getByRole("button", { name: "Enrol this browser" }).click();
  },
  devices: async (page) => {
    await enrolBrowser(page);
    await page.getByRole("button", { name: "Remove Chrome on Linux" }).click();
  },
  "ready-strict": async (page) => {
    await enrolBrowser(page);
    const grant = await putStrictGrant(fixture);
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await page.getByText("Sealed to Chrome on Linux, this browser.").waitFor();
  },
  "other-device": async (page) => {
    await enrolBrowser(page);
    const grant = await putStrictGrant(fixture);
    await page.evaluate(() => void indexedDB.deleteDatabase("latchkey"));
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await page.getByRole("heading", { name: "Sealed to another device: Chrome on Linux" }).waitFor();
  },
  offline: async (page) => {
    await open(page, "dana");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Reveal" }).click();
    await page.getByRole("heading", { name: "No connection" }).waitFor();
  },
};

const looks = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

/** Where to keep pictures of every state for looking at; none are kept unless it is set. */
const pictures = process.env.SCREENSHOT_DIR;

/** The other states are notices like `used`: one look of each is enough unless pictures are wanted. */
const distinct = ["ready", "sensitive", "revealed", "shown", "file", "file-shown", "used", "devices-none", "devices"];
const shownAt = (width: number) =>
  Object.entries(states).filter(([name]) => pictures !== undefined || width < 1000 || distinct.includes(name));

describe.each(looks)("$colorScheme at $viewport.width pixels", ({ colorScheme, viewport }) => {
  test.each(shownAt(viewport.width))("%s: no finding of axe, nothing beyond the edge", async (name, reach) => {
    // Only axe itself needs the policy out of its way; the page has been tested under it.
    const context = await browser.newContext({ colorScheme, viewport, bypassCSP: true });
    try {
      const page = await context.newPage();
      await reach(page);
      if (pictures) {
        const path = join(pictures, `${name}-${colorScheme}-${viewport.width}.png`);
        await page.screenshot({ path, fullPage: true });
      }
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    } finally {
      await context.close();
    }
  });
});

test("everything can be done by keyboard alone, and the focus is always seen", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, "dana");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const password = page.getByLabel("Password", { exact: true });
  await password.waitFor();
  const visited: string[] = [];
  for (let steps = 0; steps < 40; steps++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) return null;
      const label = active.getAttribute("aria-label") ?? (active as HTMLElement).innerText;
      return { name: label || active.id, outline: getComputedStyle(active).outlineStyle };
    });
    if (focus === null) break;
    expect([focus.name, focus.outline]).toEqual([focus.name, "solid"]);
    visited.push(focus.name);
  }
  expect(visited).toEqual(
    expect.arrayContaining([
      "Keep five more minutes",
      "Show Password",
      "Copy Password",
      "psql",
      "Copy psql",
      "I have it, hide it now",
    ]),
  );
  await context.close();
});
