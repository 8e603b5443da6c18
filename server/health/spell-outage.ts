import type { Outage } from "#server/health/read-outage.ts";

/** Says what waits for a back end and since when that does not answer; times are UTC. */
export function spellOutage({ backend, since }: Pick<Outage, "backend" | "since">): string {
  const at = since.toISOString();
  return `It waits for ${backend}, which has not answered since ${at.slice(0, 10)} ${at.slice(11, 16)} UTC. It goes on by itself.`;
}
