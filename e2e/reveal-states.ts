/**
 * `node e2e/reveal-states.ts [name…]` draws every state of the reveal page, light and dark, on a desk and in a hand, into
 * `playwright-report/reveal-states`, each call answered as the state needs it: look at them after a change of how it looks.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "@playwright/test";
import config from "../playwright.config.mjs";
import { buildPage } from "#reveal/page/build-page.ts";
import { readPageAssets } from "#reveal/page-assets.ts";
import { answerReveal, hoursFromNow, revealOrigin, type RevealAnswers } from "./fixtures/reveal-answers.ts";

interface DrawnState {
  readonly at?: "/g/gr_4t6q0m" | "/devices" | "/callback";
  readonly answers?: Partial<RevealAnswers>;
  /** This browser was enrolled before. */
  readonly isEnrolled?: boolean;
  /** What its reader does once the page is there. */
  readonly reach?: (page: Page, answers: RevealAnswers) => Promise<void>;
  readonly script?: () => void;
}

const ofGrant = "/grants/gr_4t6q0m";
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const reveal = async (page: Page) => {
  await press(page, "Reveal");
  await page.getByLabel("Password", { exact: true }).waitFor();
};
const problem = (end: string, status: number, code: string, more: Record<string, unknown> = {}) => ({
  problems: { [end]: { status, code, ...more } },
});
const pressReveal = (page: Page) => press(page, "Reveal");
const pressEnrol = async (page: Page) => {
  await press(page, "Enrol this browser");
  await page.getByText("This browser is enrolled as").waitFor();
};
const used = { state: "confirmed", revealedAt: hoursFromNow(-1) } as const;
const device = (name: string, hours: number, chosen = false) => ({
  id: `dev_${name}`,
  name,
  publicKey: name,
  enrolledAt: hoursFromNow(hours),
  chosen,
});
const others = [
  device("Work laptop, Firefox", -30, true),
  device("Chrome on the desktop of the platform room, 4th floor", -900),
];
const sealedTo = (name: string, removed = false) => ({
  classification: "restricted",
  environment: { id: "production", title: "Production" },
  device: { id: `dev_${name}`, name, removed },
});
/** Makes the grant one that is sealed to the device that this browser is. */
const sealToThis = async (page: Page, answers: RevealAnswers) => {
  const [{ id, name } = { id: "", name: "" }] = answers.devices;
  answers.grant = { ...answers.grant, ...sealedTo(name), device: { id, name, removed: false } };
  await page.goto(`${revealOrigin}/g/gr_4t6q0m`);
  await page.getByText("Sealed to").waitFor();
};

const states: Readonly<Record<string, DrawnState>> = {
  opening: { answers: { problems: { [ofGrant]: "never" } }, reach: (page) => page.waitForTimeout(900) },
  "sign-in": { answers: { signedInSecondsAgo: null } },
  "sign-in-failed": { at: "/callback" },
  ready: {},
  "ready-stale": { answers: { grant: { signInAgeSecondsMax: 300 }, signedInSecondsAgo: 3600 } },
  "ready-emergency": { answers: { grant: { emergencyUntil: hoursFromNow(1) } } },
  "ready-strict": { isEnrolled: true, reach: sealToThis },
  revealing: { answers: { problems: { claim: "never" } }, reach: pressReveal },
  revealed: { reach: reveal },
  "revealed-shown": {
    reach: async (page) => {
      await reveal(page);
      await press(page, "Show Password");
      await press(page, "Show Connection string");
    },
  },
  hidden: {
    reach: async (page) => {
      await reveal(page);
      await press(page, "I have it, hide it now");
    },
  },
  used: { answers: { grant: used } },
  "used-unconfirmed": { answers: { grant: { ...used, state: "unconfirmed" } } },
  "used-lost": {
    answers: { problems: { claim: "lost" } },
    reach: async (page, answers) => {
      await press(page, "Reveal");
      await page.getByText("No connection").waitFor();
      answers.grant = { ...used, state: "revealed" };
      answers.problems = { claim: { status: 410, code: "gone" } };
      await press(page, "Try again");
      await page.getByText("This was shown once").waitFor();
    },
  },
  expired: { answers: { grant: { state: "expired", expiresAt: hoursFromNow(-3) } } },
  revoked: { answers: { grant: { state: "revoked" } } },
  "key-destroyed": { answers: problem("claim", 410, "gone", { state: "key_destroyed" }), reach: pressReveal },
  refused: { answers: { grant: { refusal: "You do not belong to the team Payments any more." } } },
  "not-me-ask": { answers: { grant: used }, reach: (page) => press(page, "That was not me") },
  "not-me-said": { answers: { grant: { ...used, notMeAt: hoursFromNow(0) } } },
  "not-found": { answers: problem(ofGrant, 404, "not_found") },
  "for-another": { answers: problem(ofGrant, 404, "not_found", { recipient: { name: "Lee Lindqvist" } }) },
  unreadable: { answers: { isSealedToAnother: true }, reach: pressReveal },
  "unreadable-strict": {
    isEnrolled: true,
    answers: { isSealedToAnother: true },
    reach: async (page, answers) => {
      await sealToThis(page, answers);
      await press(page, "Reveal");
    },
  },
  "key-gone": {
    isEnrolled: true,
    reach: async (page, answers) => {
      await sealToThis(page, answers);
      await page.evaluate(() => void indexedDB.deleteDatabase("latchkey"));
      await press(page, "Reveal");
    },
  },
  "other-device": { answers: { grant: sealedTo("Work laptop, Firefox"), devices: others } },
  "other-device-enrolled": {
    isEnrolled: true,
    answers: { devices: others },
    reach: async (page, answers) => {
      answers.grant = sealedTo("Work laptop, Firefox");
      await page.goto(`${revealOrigin}/g/gr_4t6q0m`);
      await page.getByText("Sealed to another device").waitFor();
    },
  },
  "device-removed": { answers: { grant: sealedTo("Work laptop, Firefox", true) } },
  offline: { answers: { problems: { [ofGrant]: "lost" } } },
  "key-service": { answers: problem("claim", 503, "kek_unavailable"), reach: pressReveal },
  limited: { answers: problem(ofGrant, 429, "rate_limited") },
  busy: { answers: { grant: { state: "claiming" } } },
  "not-ready": {
    answers: {
      grant: { resource: { id: "res_1", name: "orders-db", state: "creating", url: "https://latchkey.example.com" } },
    },
  },
  unavailable: { answers: problem(ofGrant, 503, "unavailable") },
  "old-browser": {
    script: () => Object.defineProperty(globalThis, "isSecureContext", { value: false }),
    reach: (page) => page.waitForTimeout(3300),
  },
  "devices-empty": { at: "/devices", answers: { signedInSecondsAgo: 3600 } },
  "devices-sign-in": { at: "/devices", answers: { signedInSecondsAgo: null } },
  "devices-one": { at: "/devices", isEnrolled: true },
  "devices-three": { at: "/devices", isEnrolled: true, answers: { devices: others } },
  "devices-not-here": { at: "/devices", answers: { devices: others } },
  "devices-enrolled": { at: "/devices", reach: pressEnrol },
  "devices-remove-asked": {
    at: "/devices",
    isEnrolled: true,
    answers: { devices: others },
    reach: (page) => page.getByRole("button", { name: "Remove Chrome on Linux" }).click(),
  },
  "devices-limit": {
    at: "/devices",
    answers: {
      devices: Array.from({ length: 10 }, (_, index) => device(`Device ${index + 1}`, -index - 1, index === 0)),
    },
    reach: async (page, answers) => {
      answers.problems = { "/v1/devices": { status: 409, code: "limit_reached" } };
      await press(page, "Enrol this browser");
      await page.getByRole("alert").waitFor();
    },
  },
  "devices-offline": {
    at: "/devices",
    reach: async (page, answers) => {
      answers.problems = { "/v1/devices": "lost" };
      await press(page, "Enrol this browser");
      await page.getByRole("alert").waitFor({ timeout: 20_000 });
    },
  },
  "devices-bad-name": {
    at: "/devices",
    reach: async (page) => {
      await page.getByLabel("Call it").fill("");
      await press(page, "Enrol this browser");
    },
  },
  "devices-private": {
    at: "/devices",
    script: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("Nothing is kept here.");
      };
    },
  },
  "devices-from-grant": {
    answers: { grant: sealedTo("Work laptop, Firefox"), devices: others },
    reach: (page) => page.getByRole("link", { name: "Enrol this browser" }).click(),
  },
};

const directory = fileURLToPath(new URL("../playwright-report/reveal-states/", import.meta.url));
const looks = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { colorScheme: "light", viewport: { width: 390, height: 844 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

await buildPage();
const assets = await readPageAssets();
const browser = await chromium.launch(config.use?.launchOptions);
const wanted = process.argv.slice(2);
try {
  for (const look of looks) {
    const folder = `${directory}${look.colorScheme}-${look.viewport.width}`;
    await mkdir(folder, { recursive: true });
    for (const [name, state] of Object.entries(states)) {
      if (wanted.length === 0 || wanted.includes(name)) await draw(state, look, `${folder}/${name}.png`);
    }
  }
} finally {
  await browser.close();
}

async function draw(state: DrawnState, look: (typeof looks)[number], path: string): Promise<void> {
  const context = await browser.newContext({ ...look, locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce" });
  try {
    const answers = { grant: {}, devices: [], problems: {}, signedInSecondsAgo: 5, isSealedToAnother: false };
    const asked: RevealAnswers = { ...answers, ...state.answers };
    await answerReveal(context, assets, asked);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    if (state.isEnrolled) await enrol(page, asked);
    if (state.script !== undefined) await page.addInitScript(state.script);
    await page.goto(`${revealOrigin}${state.at ?? "/g/gr_4t6q0m"}`);
    await page
      .getByRole("heading", { level: 1 })
      .filter({ hasNotText: "This page needs" })
      .waitFor({ state: "attached", timeout: 4000 })
      .catch(() => undefined);
    await state.reach?.(page, asked);
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(150);
    await page.screenshot({ path, fullPage: true, animations: "disabled", caret: "hide" });
  } catch (error) {
    throw new Error(`The state ${path} was not reached.`, { cause: error });
  } finally {
    await context.close();
  }
}

async function enrol(page: Page, answers: RevealAnswers): Promise<void> {
  const { devices } = answers;
  await page.goto(`${revealOrigin}/devices`);
  await pressEnrol(page);
  const [own] = answers.devices;
  answers.devices = own === undefined ? devices : [own, ...devices.map((other) => ({ ...other, chosen: false }))];
}
