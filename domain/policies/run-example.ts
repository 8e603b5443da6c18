import { z } from "zod";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Policy, PolicyExample } from "#domain/catalog/policy.ts";
import { submitBodySchema } from "#domain/contracts/request.ts";
import type { RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { policyRule } from "#domain/guardrails/policy-rule.ts";
import { resolveFacts } from "#domain/guardrails/resolve-facts.ts";

/**
 * Runs one example of a policy by the code that decides requests; gives null when it comes out as expected, else a
 * sentence that says how not. Where a pack is attached plays no part.
 */
export function runExample(catalog: Catalog, policy: Policy, example: PolicyExample): string | null {
  try {
    const found = resultOf(catalog, policy, example);
    return found === example.expect ? null : `${example.title}: expected ${example.expect}, but it is ${found}`;
  } catch (error) {
    return `${example.title}: ${reasonOf(error)}`;
  }
}

/** One line. */
function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error);
  const [issue] = error.issues;
  return `${issue?.path.join(".")}: ${issue?.message}`;
}

function resultOf(catalog: Catalog, policy: Policy, example: PolicyExample): string {
  const body = submitBodySchema.parse({ ...harmlessBody(catalog), ...example.request });
  const requester: RequesterFacts = { ...harmlessRequester(body.team), ...example.requester };
  const state = { holdingCount: 0, nameTaken: false, disconnectedBackends: [], recipientDevices: 0, held: {} };
  const facts = resolveFacts({ draft: normaliseDraft(body, catalog), requester, state, catalog, now: new Date(0) });
  if (typeof facts === "string") throw new Error(facts);
  return policyRule(policy).evaluate(facts)?.result ?? "unmatched";
}

function harmlessBody({ templates, environments, teams }: Catalog) {
  const [template] = templates.keys();
  const [environment] = environments.values();
  const [team] = teams.keys();
  const classification = environment?.classifications[0];
  return { template, environment: environment?.id, team, classification, name: "orders", purpose: "An example." };
}

function harmlessRequester(team: string): RequesterFacts {
  return {
    principalId: "example",
    kind: "user",
    teams: [team],
    platformRoles: [],
    attributes: [],
    onBehalfOf: null,
  };
}
