import { decisionSchema } from "#domain/contracts/decision.ts";
import { requestSchema, type RequestView } from "#domain/contracts/request.ts";
import { blockedDetail } from "#domain/requests/blocked-detail.ts";
import { presentGrant } from "#server/grants/present-grant.ts";
import { presentApproval } from "#server/requests/present-approval.ts";
import type { RequestRecord } from "#server/requests/request-record.ts";
import type { Settings } from "#server/settings.ts";

const shape = requestSchema.shape;

/** A request as it was read, or as it is about to be filed. */
export type PresentableRequest = Omit<
  RequestRecord,
  "decision" | "parameters" | "counterOffer" | "becameStricter" | "workload"
> & {
  readonly decision: unknown;
  readonly parameters: unknown;
  readonly counterOffer: unknown;
  readonly becameStricter: unknown;
  readonly workload: unknown;
};

/** Shows a stored request as every channel sees it; JSON columns are parsed, not trusted. */
export function presentRequest(record: PresentableRequest, settings: Settings): RequestView {
  const decision = decisionSchema.parse(record.decision);
  const state = shape.state.parse(record.state);
  return {
    id: record.id,
    revision: record.revision,
    state,
    blockedReason: record.blockedReason,
    blockedDetail: record.blockedReason === null ? null : blockedDetail(record.blockedReason),
    digest: record.digest,
    template: { id: record.templateId, version: record.templateVersionId },
    name: record.name,
    team: record.team,
    environment: record.environment,
    classification: record.classification,
    purpose: record.purpose,
    lifetimeHours: record.lifetimeHours,
    parameters: inOrder(shape.parameters.parse(record.parameters)),
    delivery: record.delivery,
    requester: record.requester,
    onBehalfOf: record.onBehalfOf,
    workload: shape.workload.parse(record.workload),
    decision,
    approval: presentApproval({ ...record, state }, decision),
    counterOffer: shape.counterOffer.parse(state === "pending_approval" ? record.counterOffer : null),
    becameStricter: shape.becameStricter.parse(record.becameStricter),
    resource: presentThing(record.about ?? record.resource),
    about: presentAbout(record),
    grants: record.resource?.grants.map((grant) => presentGrant(grant, settings)) ?? [],
    createdAt: record.createdAt.toISOString(),
  };
}

function presentThing(thing: { readonly id: string; readonly state: string } | null): RequestView["resource"] {
  return thing && { id: thing.id, state: shape.resource.unwrap().shape.state.parse(thing.state) };
}

function presentAbout({ kind, channel, about }: PresentableRequest): RequestView["about"] {
  if (about === null) return null;
  return {
    kind: shape.about.unwrap().shape.kind.parse(kind),
    unasked: channel === "system",
    readyAt: about.readyAt?.toISOString() ?? null,
    expiresAt: about.expiresAt?.toISOString() ?? null,
    restoreUntil: about.restoreUntil?.toISOString() ?? null,
    extensions: about.extensions,
  };
}

/** A JSON column forgets the order of keys: one order makes the same request the same bytes. */
function inOrder(parameters: RequestView["parameters"]): RequestView["parameters"] {
  return Object.fromEntries(Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
