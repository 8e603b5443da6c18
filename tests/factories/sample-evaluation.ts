import type { SubmitBody } from "#domain/contracts/request.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { EvaluationInput, LedgerState } from "#domain/guardrails/evaluation-input.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";

/** A body that dev grants at once; `change` overrides any field. */
export function sampleBody(change: Partial<SubmitBody> = {}): SubmitBody {
  return {
    template: "postgres-small",
    name: "orders",
    team: "payments",
    environment: "dev",
    classification: "internal",
    purpose: "Orders service",
    ...change,
  };
}

/** Everything of an evaluation but the body: a member of payments and an empty ledger, unless changed. */
export type Surroundings = Omit<EvaluationInput, "draft">;

/** A member of payments, an empty ledger and the sample catalog; `change` overrides any part. */
export function sampleSurroundings(change: Partial<Surroundings> = {}): Surroundings {
  return {
    requester: {
      principalId: "dana",
      kind: "user",
      teams: ["payments"],
      platformRoles: [],
      attributes: [],
      onBehalfOf: null,
    },
    state: emptyLedger,
    catalog: sampleCatalog(),
    now: new Date("2026-11-23T12:00:00Z"),
    ...change,
  };
}

/** A ledger in which nothing is held and every back end is connected. */
export const emptyLedger: LedgerState = {
  holdingCount: 0,
  nameTaken: false,
  disconnectedBackends: [],
  recipientDevices: 0,
  held: {},
};

/** Normalises and decides a body, as preview and submit do. */
export function decide(body: SubmitBody, surroundings = sampleSurroundings()) {
  return evaluate({ ...surroundings, draft: normaliseDraft(body, surroundings.catalog) });
}
