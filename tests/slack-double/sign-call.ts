import { createHmac } from "node:crypto";

/** Who calls from chat, and from where. */
export interface DoubleUser {
  readonly teamId: string;
  readonly userId: string;
  readonly name: string;
}

/** A call as the vendor would send it. */
export interface SignedForm {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs a body as the vendor does, for a time. */
export function signCall(secret: string, body: string, seconds = Math.floor(Date.now() / 1000)): SignedForm {
  const signature = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return {
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": String(seconds),
      "x-slack-signature": `v0=${signature}`,
    },
  };
}

let calls = 0;

/** The form of a slash command; no two are the same, as the vendor's are not. */
export function commandForm({ teamId, userId, name }: DoubleUser, text: string): string {
  calls += 1;
  return new URLSearchParams({
    token: "deprecated",
    team_id: teamId,
    team_domain: "example",
    channel_id: "C2147483705",
    channel_name: "test",
    user_id: userId,
    user_name: name,
    command: "/latchkey",
    text,
    response_url: "https://hooks.slack.com/commands/1234/5678",
    trigger_id: `13345224609.738474920.8088930838d88f008e0.${process.pid}.${calls}`,
  }).toString();
}

interface Click {
  readonly channel: string;
  readonly ts: string;
  readonly action: string;
  readonly value: string;
}

/** The form of a click on a button. */
export function clickForm({ teamId, userId, name }: DoubleUser, { channel, ts, action, value }: Click): string {
  calls += 1;
  const payload = {
    type: "block_actions",
    team: { id: teamId, domain: "example" },
    user: { id: userId, username: name, team_id: teamId },
    api_app_id: "A02",
    trigger_id: `12321423423.333649436676.${process.pid}.${calls}`,
    container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: false },
    response_url: "https://hooks.slack.com/actions/1234/5678",
    actions: [{ action_id: action, block_id: "x", value, type: "button", action_ts: `${Date.now() / 1000}` }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
