import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { root } from "../launcher/root.mjs";

const people = ["dana", "lee", "noor", "priya", "omar", "sam", "ava", "rae"];

/**
 * Starts the double of the chat that stories post to, and gives the settings of the product that lead there.
 *
 * Stories find every payload that it received in the folder `E2E_SLACK`, and sign their calls with `E2E_SLACK_SECRET`.
 * @param {string} directory of payloads
 */
export async function startSlackDouble(directory) {
  const secret = () => randomBytes(16).toString("hex");
  const settings = { SLACK_BOT_TOKEN: `xoxb-${secret()}`, SLACK_SIGNING_SECRET: secret(), SLACK_TEAM_IDS: "T0DOUBLE1" };
  Object.assign(process.env, { E2E_SLACK: directory, E2E_SLACK_SECRET: settings.SLACK_SIGNING_SECRET });
  const users = people.map((name) => `U0${name.toUpperCase()}`);
  const child = spawn(process.execPath, ["tests/slack-double/main.ts", directory, ...users], {
    cwd: root,
    env: { PATH: process.env.PATH, SLACK_BOT_TOKEN: settings.SLACK_BOT_TOKEN },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [address] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  const url = String(address).trim();
  if (!url.startsWith("http://")) throw new Error("The double of the chat did not start.");
  return { settings: { ...settings, SLACK_API_URL: url }, stop: () => child.kill("SIGTERM") };
}
