import { expect, test } from "vitest";
import { checkChat } from "#cli/local/doctor/check-chat.ts";
import { readSettings } from "#server/settings.ts";
import { startSlackDouble } from "#tests/slack-double/start-slack-double.ts";

const check = async (env: Record<string, string>) => {
  const settings = readSettings({ NODE_ENV: "test", ...env });
  return (await checkChat({ settings, instance: null, isProduction: false })).map(
    ({ level, message }) => `${level} ${message}`,
  );
};

test("says that chat is off, and which half is missing", async () => {
  expect(await check({})).toEqual([expect.stringContaining("ok off")]);
  expect(await check({ SLACK_SIGNING_SECRET: "s" })).toEqual([
    "warn SLACK_BOT_TOKEN is not set here",
    "warn SLACK_TEAM_IDS is empty: no workspace is allowed",
  ]);
});

test("asks whom the token speaks for, and names no token", async () => {
  await using slack = await startSlackDouble({ users: [] });
  const env = { SLACK_SIGNING_SECRET: "s", SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl };
  expect(await check({ ...env, SLACK_TEAM_IDS: slack.teamId })).toEqual(["ok the token speaks for double"]);
  expect(await check({ ...env, SLACK_TEAM_IDS: "T0OTHER01" })).toEqual([
    "fail the token speaks for double, which SLACK_TEAM_IDS does not name",
  ]);
  const wrong = await check({ ...env, SLACK_TEAM_IDS: slack.teamId, SLACK_BOT_TOKEN: "xoxb-wrong" });
  expect(wrong).toEqual(["fail Slack answered invalid_auth"]);
  slack.trouble = "limited";
  expect(await check({ ...env, SLACK_TEAM_IDS: slack.teamId })).toEqual(["fail Slack asks to wait"]);
});
