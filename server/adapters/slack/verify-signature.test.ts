import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { verifySignature } from "#server/adapters/slack/verify-signature.ts";

// The example of the vendor's documentation: docs.slack.dev/authentication/verifying-requests-from-slack
const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const timestamp = "1531420618";
const fields = [
  "token=xyzz0WbapA4vBCDEFasx0q6G",
  "team_id=T1DC2JH3J",
  "team_domain=testteamnow",
  "channel_id=G8PSS9T3V",
  "channel_name=foobar",
  "user_id=U2CERLKJA",
  "user_name=roadrunner",
  "command=%2Fwebhook-collect",
  "text=",
  "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN",
  "trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
];
const body = Buffer.from(fields.join("&"));
const signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const now = Number(timestamp);
const call = { timestamp, signature, body };

test("believes the example that the vendor publishes", () => {
  expect(verifySignature(secret, call, now)).toBe(true);
});

test.each([-300, -1, 0, 1, 300])("believes it %i seconds from its time", (seconds) => {
  expect(verifySignature(secret, call, now + seconds)).toBe(true);
});

test.each([-100_000, -301, 301, 100_000])("refuses it %i seconds from its time", (seconds) => {
  expect(verifySignature(secret, call, now + seconds)).toBe(false);
});

const signed = (text: string, key = secret) => `v0=${createHmac("sha256", key).update(text).digest("hex")}`;

test.each([
  ["another secret", { ...call, signature: signed(`v0:${timestamp}:${body.toString()}`, `${secret}x`) }],
  ["the body signed without its time", { ...call, signature: signed(body.toString()) }],
  ["another version", { ...call, signature: signature.replace("v0", "v1") }],
  ["capital letters", { ...call, signature: signature.toUpperCase() }],
  ["a shorter signature", { ...call, signature: signature.slice(0, -2) }],
  ["a longer signature", { ...call, signature: `${signature}00` }],
  ["an empty signature", { ...call, signature: "" }],
  ["no signature", { ...call, signature: null }],
  ["no time", { ...call, timestamp: null }],
  ["another time", { ...call, timestamp: String(now + 1) }],
  ["two times", { ...call, timestamp: `${timestamp}, ${timestamp}` }],
  ["a time with a sign", { ...call, timestamp: `+${timestamp}` }],
  ["a time that is no number", { ...call, timestamp: "now" }],
  ["parameters in another order", { ...call, body: Buffer.from([...fields].reverse().join("&")) }],
  ["a body encoded anew", { ...call, body: Buffer.from(body.toString().replace("%2Fwebhook", "/webhook")) }],
  ["one byte more", { ...call, body: Buffer.concat([body, Buffer.from("&")]) }],
  ["no body", { ...call, body: Buffer.alloc(0) }],
])("refuses %s", (_, changed) => {
  expect(verifySignature(secret, changed, now)).toBe(false);
});
