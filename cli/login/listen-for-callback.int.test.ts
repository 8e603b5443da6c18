import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { listenForCallback } from "#cli/login/listen-for-callback.ts";

test("lets go of every connection when the sign-in is over", async () => {
  const listener = await listenForCallback("state", 0);
  const half = connect(Number(new URL(listener.redirectUri).port), "127.0.0.1");
  half.once("error", () => undefined).resume();
  half.write("GET /callback HTTP/1.1\r\n");
  await once(half, "connect");
  // One that came later is answered: the first is in the server's hands.
  expect((await fetch(listener.redirectUri)).status).toBe(400);
  const closed = once(half, "close");
  listener.close();
  await closed;
});
