import { escapeLine } from "#cli/escape-controls.ts";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";

/** Tells a use of emergency access to a person: who, to what, why, and until when or what it waits for. */
export function spellEmergency({ id, state, resource, by, incident, until, confirmBy }: EmergencyView): string {
  const lines = [
    `${id}  ${state}`,
    `  ${by.name ?? by.email ?? by.id} to ${resource.name} in ${resource.environment}, incident ${incident}`,
  ];
  if (state === "waiting") {
    lines.push(`  a second person confirms it by ${confirmBy ?? "then"}: latchkey break-glass confirm ${id}`);
  }
  if (until !== null) lines.push(`  until ${until}`);
  return `${lines.map(escapeLine).join("\n")}\n`;
}
