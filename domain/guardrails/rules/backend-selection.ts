import type { Backend } from "#domain/catalog/backend.ts";
import { connectStep } from "#domain/catalog/connect-step.ts";
import type { BuiltInRule, Finding, SettledFacts } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Picks the first connected back end, in the catalog's order, that serves the resource type where it may lie. */
export const backendSelection: BuiltInRule<SettledFacts> = {
  id: "backend.selection",
  version: "3",
  rank: "hard",
  evaluate: (facts) => {
    const { template, environment } = facts;
    const serving = servingIn(facts, environment.id);
    const connected = serving.filter((backend) => isConnected(facts, backend));
    const backend = connected[0];
    const what = `${template.resourceType} in ${environment.id}`;
    if (serving.length === 0) return { result: "deny", message: `No back end serves ${what}${inRegions(facts)}.` };
    if (backend === undefined) return notConnected(facts, serving);
    const why = connected.length === 1 ? "the only one" : `the first of ${connected.length} in the catalog's order`;
    const missing = serving.length - connected.length;
    const apart = missing === 0 ? "" : ` (${missing} more ${missing === 1 ? "is" : "are"} not connected)`;
    const region = backend.regions.find((candidate) => isAllowed(facts, candidate));
    return {
      result: "pass",
      message: `Built on ${backend.name}${region ? `, region ${region}` : ""}: ${why} that serves ${what}${apart}.`,
      tightens: { backend },
    };
  },
};

function servingIn(facts: SettledFacts, environment: string): readonly Backend[] {
  const inPlace = facts.backends.filter((backend) => backend.environments.includes(environment));
  return inPlace.filter(({ regions }) => regions.some((region) => isAllowed(facts, region)));
}

function isAllowed({ regions }: SettledFacts, region: string): boolean {
  return regions === null || regions.includes(region);
}

function inRegions({ regions }: SettledFacts): string {
  if (regions === null) return "";
  return regions.length === 0 ? " in a region that every rule allows" : ` in ${spellList(regions, "or")}`;
}

function isConnected({ state }: SettledFacts, { name }: Backend): boolean {
  return !state.disconnectedBackends.includes(name);
}

/** Says the step that connects it, and where it is connected already. */
function notConnected(facts: SettledFacts, serving: readonly Backend[]): Finding {
  const { template, environment, environments } = facts;
  const elsewhere = environments
    .map(({ id }) => id)
    .filter((id) => template.environments.includes(id))
    .filter((id) => servingIn(facts, id).some((backend) => isConnected(facts, backend)));
  return {
    result: "deny",
    message: `${template.resourceType} in ${environment.id} is not connected yet. ${connectStep(serving)}`,
    ...(elsewhere.length > 0 && { remedy: { path: "/environment", op: "in", value: elsewhere } }),
  };
}
