import { escapeLine } from "#cli/escape-controls.ts";
import type { TraceEntry } from "#domain/contracts/decision.ts";
import type { Person, RequestView } from "#domain/contracts/request.ts";
import { spellStarter, spellWorkload } from "#domain/federation/spell-workload.ts";
import { spellChanges } from "#domain/requests/spell-changes.ts";
import { spellStricter } from "#domain/requests/spell-stricter.ts";

/** Tells a request to a person: what, in which state, why, and what to do next. */
export function spellRequest(request: RequestView): string {
  const lines = [
    `${request.id}  ${request.state.replaceAll("_", " ")}`,
    `  ${request.template.id} ${request.name}, team ${request.team}, ${request.environment}, ${request.classification}, ${request.lifetimeHours} h`,
  ];
  const { requester, onBehalfOf, about } = request;
  if (about !== null) lines.push(`  asks ${spellAbout(about, request.lifetimeHours)}`);
  if (onBehalfOf !== null) lines.push(`  for ${nameOf(onBehalfOf)}, asked by ${nameOf(requester)}`);
  if (request.workload !== null) lines.push(...spellRun(request.workload));
  if (request.blockedReason !== null) lines.push(`  blocked: ${request.blockedReason}: ${request.blockedDetail}`);
  if (request.becameStricter !== null) lines.push(`  ${spellStricter(request.becameStricter, "sentence")}`);
  lines.push(...request.decision.trace.filter(({ result }) => result !== "pass").map(spellFinding));
  for (const { groups, quorum, votes } of request.approval?.stages ?? []) {
    const approvals = votes.filter(({ verdict }) => verdict === "approve").length;
    lines.push(`  approval by ${groups.join(" or ") || "nobody"}: ${approvals} of ${quorum}`);
  }
  const offer = request.counterOffer;
  if (offer !== null) {
    const comment = offer.comment === "" ? "" : ` “${offer.comment}”`;
    lines.push(`  ${nameOf(offer.by)} offers less instead: ${spellChanges(request, offer.changes)}.${comment}`);
    lines.push(`  the requester takes it with: latchkey accept ${request.id}`);
  }
  if (request.resource !== null) lines.push(`  resource ${request.resource.id}  ${request.resource.state}`);
  for (const grant of request.grants) {
    lines.push(`  grant ${grant.id}  ${grant.state}  ${grant.url}`);
    if (grant.state === "pending") lines.push(`  next: latchkey reveal ${grant.id} --out FILE`);
  }
  return `${lines.map(escapeLine).join("\n")}\n`;
}

function spellAbout(
  { kind, expiresAt, extensions, unasked }: NonNullable<RequestView["about"]>,
  hours: number,
): string {
  if (kind === "destroy") return unasked ? "to destroy it: nobody restored it in time" : "to destroy it with its data";
  const times = extensions === 0 ? "never extended before" : `extended ${extensions} times so far`;
  return `to extend it to ${hours} h from then; it ends ${expiresAt ?? "at no time yet"}; ${times}`;
}

function spellRun(workload: NonNullable<RequestView["workload"]>): string[] {
  const { issuer, workflow, runUrl } = workload;
  const starter = spellStarter(workload);
  const by = `  by ${spellWorkload(workload)} of ${issuer}${workflow === null ? "" : `, ${workflow}`}${starter === null ? "" : `, started by ${starter}`}`;
  return runUrl === null ? [by] : [by, `  run ${runUrl}`];
}

function nameOf({ id, name, email }: Person): string {
  return name ?? email ?? id;
}

function spellFinding({ rule, result, message, remedy }: TraceEntry): string {
  const cure = remedy === undefined ? "" : ` Remedy: ${remedy.path} ${remedy.op} ${JSON.stringify(remedy.value)}.`;
  return `  ${result.replaceAll("_", " ")} (${rule}): ${message}${cure}`;
}
