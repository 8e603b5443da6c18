import { approvedTogether } from "#domain/approvals/approved-together.ts";
import { spellRisk } from "#domain/approvals/spell-risk.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { QueueEntry } from "#domain/contracts/queue.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { riskOfRequest } from "#server/approvals/risk-of-request.ts";
import type { QueueRecord } from "#server/approvals/queue-record.ts";

const gravity = ["error", "needs_approval", "warn"];

/** Shows a request as a line of a queue: what somebody needs to choose what to look at first. */
export function presentQueueEntry(request: RequestView, record: QueueRecord, catalog: Catalog): QueueEntry {
  const { decision, environment, classification, template } = request;
  // Weighed anew: one that was filed before risks were stored has none.
  const risky = { environment, classification, decision, isEscalated: record.stageEscalated };
  const risk = spellRisk(riskOfRequest(catalog, risky), risky, catalog);
  return {
    id: request.id,
    revision: request.revision,
    digest: request.digest,
    template: { ...template, title: catalog.templates.get(template.id)?.title ?? template.id },
    name: request.name,
    about: request.about,
    team: request.team,
    environment,
    classification,
    purpose: request.purpose,
    lifetimeHours: request.lifetimeHours,
    requester: request.requester,
    onBehalfOf: request.onBehalfOf,
    cost: decision.effective.cost ?? null,
    risk: { level: risk.level, reasons: [...risk.reasons] },
    findings: decision.trace
      .filter(({ result }) => gravity.includes(result))
      .toSorted((one, other) => gravity.indexOf(one.result) - gravity.indexOf(other.result))
      .map(({ rule, result, message }) => ({ rule, result, message })),
    askedAt: (record.stageAskedAt ?? record.createdAt).toISOString(),
    dueAt: record.expiresAt?.toISOString() ?? null,
    escalated: record.stageEscalated,
    kind: approvedTogether({
      templateVersion: template.version,
      environment,
      classification,
      risk,
      decision,
      about: request.about,
    }),
  };
}
