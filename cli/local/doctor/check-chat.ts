import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { openSlackClient } from "#server/adapters/slack/open-slack-client.ts";

const subject = "chat";

/** Says whether chat is on, looks whether both halves of it are set, and whether the token is of a workspace on the list. */
export async function checkChat({ settings }: Patient): Promise<Finding[]> {
  const takesCalls = settings.SLACK_SIGNING_SECRET !== undefined;
  const client = openSlackClient(settings);
  if (!takesCalls && client === null) {
    return [{ level: "ok", subject, message: "off: neither SLACK_SIGNING_SECRET nor SLACK_BOT_TOKEN is set here" }];
  }
  const findings: Finding[] = [];
  const warn = (message: string, cure: string) => findings.push({ level: "warn", subject, message, cure });
  if (!takesCalls) warn("SLACK_SIGNING_SECRET is not set here", "Set it where web runs; docs/chatops.md says how.");
  if (client === null)
    warn("SLACK_BOT_TOKEN is not set here", "Set it where the worker runs; docs/chatops.md says how.");
  if (settings.SLACK_TEAM_IDS.length === 0) {
    warn("SLACK_TEAM_IDS is empty: no workspace is allowed", "Name the workspace's id, or its enterprise's.");
  }
  return client === null ? findings : [...findings, await checkToken(client, settings.SLACK_TEAM_IDS)];
}

async function checkToken(
  client: NonNullable<ReturnType<typeof openSlackClient>>,
  allowed: readonly string[],
): Promise<Finding> {
  try {
    const { team, ids } = await client.identify();
    if (ids.some((id) => allowed.includes(id)))
      return { level: "ok", subject, message: `the token speaks for ${team}` };
    const message = `the token speaks for ${team}, which SLACK_TEAM_IDS does not name`;
    return {
      level: "fail",
      subject,
      message,
      cure: `Add ${ids.join(" or ")}, or use the token of a workspace that is named.`,
    };
  } catch (error) {
    const cure = "See that the token is right and that the worker reaches SLACK_API_URL.";
    return { level: "fail", subject, message: reasonOf(error), cure };
  }
}
