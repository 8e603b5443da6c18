import { randomBytes, randomInt } from "node:crypto";
import type { Instance } from "#bench/instance.ts";
import { manyTeams } from "#tests/harness/many-teams.ts";

/** A body that the default catalog grants at once in dev, and sends to a human in production. */
export function submitBody(environment: "dev" | "production"): string {
  const team = manyTeams[randomInt(manyTeams.length)];
  const name = `b-${randomBytes(8).toString("hex")}`;
  const asked = { template: "postgres-small", name, team, environment, classification: "internal" };
  return JSON.stringify({ ...asked, purpose: "A measurement." });
}

/** Submits as an API client does and reads the event stream until it says `fulfilled`. */
export async function followUntilReady(
  instance: Instance,
  token: string,
): Promise<{ readyMs: number; toldMs: number }> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const startedAt = performance.now();
  const body = submitBody("dev");
  const submitted = await fetch(`${instance.url}/api/v1/requests`, { method: "POST", headers, body });
  if (submitted.status !== 201) throw new Error(`submit answered ${submitted.status}: ${await submitted.text()}`);
  const { id } = (await submitted.json()) as { id: string };
  const stream = await fetch(`${instance.url}/api/v1/requests/${id}/events`, { headers });
  let text = "";
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const event = text.split("\n").find((line) => line.startsWith("data:") && line.includes('"state":"fulfilled"'));
    if (event === undefined) continue;
    const readyMs = performance.now() - startedAt;
    const { at } = JSON.parse(event.slice("data:".length)) as { at: string };
    return { readyMs, toldMs: Date.now() - Date.parse(at) };
  }
  throw new Error(`the event stream ended without fulfilled:\n${text}`);
}
