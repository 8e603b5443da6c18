import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { signMessage, spellSigningKey } from "#domain/webhooks/sign-message.ts";

const body = Buffer.from('{"type":"ping","data":{"name":"Zoë"}}');
const keys = [randomBytes(32), randomBytes(32)].map((bytes) => Secret.fromBytes(bytes));
const [first, second] = keys.map(spellSigningKey);
const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000);
const sign = (secondsAgo: number, by = keys) => signMessage({ id: "evt_1", at: at(secondsAgo), body }, by);

test("verifies with the specification's own library, by either key", () => {
  const headers = sign(0);
  expect(headers["webhook-signature"]).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/);
  for (const key of [first, second])
    expect(new Webhook(key ?? "").verify(body, headers)).toMatchObject({ type: "ping" });
});

test("that library refuses what is older than five minutes, changed, or signed by another key", () => {
  const verify =
    (headers: Record<string, string>, of = body, key = first) =>
    () =>
      new Webhook(key ?? "").verify(of, headers);
  expect(verify(sign(299))).not.toThrow();
  expect(verify(sign(310))).toThrow("too old");
  expect(verify(sign(-310))).toThrow("too new");
  expect(verify({ ...sign(0), "webhook-id": "evt_2" })).toThrow("No matching signature");
  expect(verify({ ...sign(310), "webhook-timestamp": sign(0)["webhook-timestamp"] ?? "" })).toThrow(
    "No matching signature",
  );
  expect(verify(sign(0), Buffer.from('{"type":"pong"}'))).toThrow("No matching signature");
  expect(verify(sign(0, keys.slice(1)))).toThrow("No matching signature");
});

test("the vector of the specification", () => {
  const key = Secret.fromBytes(Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64"));
  const message = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1_614_265_330_000),
    body: Buffer.from('{"test": 2432232314}'),
  };
  expect(signMessage(message, [key])["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});
