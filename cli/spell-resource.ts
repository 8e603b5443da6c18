import { escapeLine } from "#cli/escape-controls.ts";
import type { DrainingView } from "#domain/contracts/grant.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";

const asks = { extend: "its extension", destroy: "its destruction" } as const;

/** Tells a resource to a person: what, whose, where, until when, and what can be opened. */
export function spellResource(resource: ResourceView): string {
  const { template, type, name, team, environment, classification, owner } = resource;
  const lines = [
    `${resource.id}  ${resource.state}`,
    `  ${name}, ${type} from ${template.id}, team ${team}, ${environment}, ${classification}`,
    `  owner ${owner.name ?? owner.email ?? owner.id}; back end ${resource.backend}; request ${resource.requestId}`,
    `  created ${resource.createdAt}${resource.expiresAt === null ? "" : `, expires ${resource.expiresAt}`}`,
  ];
  if (resource.blockedReason !== null) lines.push(`  blocked: ${resource.blockedReason}`);
  if (resource.rotationDueAt !== null) {
    lines.push(`  rotation due ${resource.rotationDueAt}${resource.rotationOverdue ? ", overdue" : ""}`);
  }
  if (resource.destroyedAt !== null) lines.push(`  destroyed ${resource.destroyedAt}`);
  if (resource.frozenAt !== null) {
    const until = resource.restoreUntil === null ? "" : `, can be restored until ${resource.restoreUntil}`;
    lines.push(`  frozen ${resource.frozenAt}${until}`);
  }
  for (const { id, kind } of resource.pendingRequests) lines.push(`  waits for a human: ${asks[kind]}, request ${id}`);
  for (const [fact, value] of Object.entries(resource.facts)) lines.push(`  ${fact}: ${spellValue(value)}`);
  for (const grant of resource.grants) {
    const what = grant.access === "owner" ? "" : `${grant.access}  `;
    lines.push(`  grant ${grant.id}  ${what}${grant.state}  ${grant.url}`);
    if (grant.draining !== null) lines.push(`  ${spellDraining(grant.generation, grant.draining)}`);
    if (grant.state === "pending") lines.push(`  next: latchkey reveal ${grant.id} --out FILE`);
  }
  return `${lines.map(escapeLine).join("\n")}\n`;
}

/** As the page says it: who still uses an old credential. */
function spellDraining(generation: number, { watched, connections, from, until }: DrainingView): string {
  const old = `generation ${generation} ends ${watched ? "when nobody uses it, " : ""}by ${until}`;
  if (connections === null) return old;
  const [last] = from;
  const used = `${connections} ${connections === 1 ? "connection" : "connections"} still on it`;
  return `${old}: ${used}${connections > 0 && last !== undefined ? `, last from ${last}` : ""}`;
}

function spellValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
