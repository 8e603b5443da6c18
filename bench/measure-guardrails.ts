import { performance } from "node:perf_hooks";
import { startPastLedger, type PastLedger } from "#bench/past-ledger.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { compileCondition } from "#domain/policies/compile-condition.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { readLedgerState } from "#server/requests/read-ledger-state.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";

/** Milliseconds of each call. */
export interface GuardrailFigures {
  /** The evaluator alone. */
  readonly decisions: readonly number[];
  /** With the reading of the ledger, as a preview or a submit makes it. */
  readonly previews: readonly number[];
}

const ruleCount = 200;
const decisionCount = 3000;
const previewCount = 500;
const body: SubmitBody = {
  template: "postgres-small",
  name: "orders",
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "Orders of the new checkout.",
};

/** Measures decisions under 200 rules and four packs, on a ledger of `count` requests, 1,000 of them the team's. */
export async function measureGuardrails(count: number): Promise<GuardrailFigures> {
  await using ledger = await startPastLedger(count);
  const catalog = manyRules(ledger.ctx.catalog);
  const ctx = { ...ledger.ctx, catalog };
  return {
    decisions: await measureDecisions(ledger, catalog),
    previews: await times(previewCount, () => previewRequest(ctx, ledger.dana, body)),
  };
}

async function measureDecisions({ ctx, dana }: PastLedger, catalog: Catalog): Promise<number[]> {
  const template = catalog.templates.get(body.template);
  if (template === undefined) throw new Error(`The catalog has no ${body.template}.`);
  const draft = normaliseDraft(body, catalog);
  const question = { recipientId: dana.principalId, quotas: catalog.quotas };
  const reading = await readLedgerState(ctx.db, { ...draft, resourceType: template.resourceType }, question);
  const input = { draft, requester: requesterFacts(dana, null), catalog, ...reading };
  return times(decisionCount, async () => evaluate(input));
}

/** Times calls one after the other, behind a tenth of them that warm up. */
async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let call = -count / 10; call < count; call++) {
    const took = await timed(work);
    if (call >= 0) found.push(took);
  }
  return found;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The shipped catalog with all its packs attached and 200 conditions, a tenth of which hold. */
function manyRules(catalog: Catalog): Catalog {
  const [first] = catalog.policies.values();
  if (first === undefined) throw new Error("The catalog ships a policy.");
  const policies = Array.from({ length: ruleCount }, (_, index): Policy => {
    const id = `bench-${index}`;
    // oxlint-disable-next-line unicorn/no-thenable -- the key that rules are written with; never a function
    return { ...first, id, when: compileCondition(conditionOf(index)), then: { kind: "warn" }, mode: "enforce" };
  });
  const attachments = [...catalog.packs.keys()].map((pack) => {
    return { pack, teams: ["payments"], templates: [], environments: [] };
  });
  return { ...catalog, policies: new Map(policies.map((policy) => [policy.id, policy])), attachments };
}

function conditionOf(index: number): string {
  const forms = [
    `request.lifetimeHours > ${index} && request.environment == "dev"`,
    `request.classificationRank >= 2 && request.lifetimeHours > ${100 + index}`,
    `requester.teams.exists(team, team.startsWith("team-${index}"))`,
    `request.monthlyCost > ${index}.0 || request.name.endsWith("-${index}")`,
    `request.purpose.contains("ticket ${index}") && !environment.frozen`,
    `request.environment in ["staging", "production"] && usage.holding > ${index}`,
    `"size" in request.parameters && request.parameters.size == "size-${index}"`,
    `requester.kind == "service_account" && !requester.onBehalfOfPerson && request.sizeRank > ${index % 4}`,
    `template.maintainers.all(group, group != "group-${index}") && request.team == "team-${index}"`,
    `environment.rank + ${index} < usage.devices`,
  ];
  return forms[index % forms.length] ?? "false";
}
