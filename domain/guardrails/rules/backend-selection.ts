import type { Backend } from "#domain/catalog/backend.ts";
import { connectStep } from "#domain/catalog/connect-step.ts";
import type { BuiltInRule, Finding, SettledFacts } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Picks the first connected back end that is not paused, in the catalog's order, that serves the resource type where it may lie. */
export const backendSelection: BuiltInRule<SettledFacts> = {
  id: "backend.selection",
  version: "4",
  rank: "hard",
  evaluate: (facts) => {
    const { template, environment } = facts;
    const serving = servingIn(facts, environment.id);
    const connected = serving.filter((backend) => isConnected(facts, backend));
    const ready = connected.filter((backend) => pauseOf(facts, backend) === null);
    const backend = ready[0];
    const what = `${template.resourceType} in ${environment.id}`;
    if (serving.length === 0) return { result: "deny", message: `No back end serves ${what}${inRegions(facts)}.` };
    if (connected.length === 0) return notConnected(facts, serving);
    if (backend === undefined) return paused(facts, connected);
    const why = ready.length === 1 ? "the only one" : `the first of ${ready.length} in the catalog's order`;
    const apart = spellApart(serving.length - connected.length, connected.length - ready.length);
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

function pauseOf({ state }: SettledFacts, { name }: Backend): string | null {
  const { pausedBackends = {} } = state;
  return Object.hasOwn(pausedBackends, name) ? (pausedBackends[name] ?? null) : null;
}

function spellApart(disconnected: number, stopped: number): string {
  const count = (n: number, what: string) => (n === 0 ? [] : [`${n} more ${n === 1 ? "is" : "are"} ${what}`]);
  const parts = [...count(disconnected, "not connected"), ...count(stopped, "paused")];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** Says the step that connects it, and where it is connected already. */
function notConnected(facts: SettledFacts, serving: readonly Backend[]): Finding {
  const { template, environment } = facts;
  return elsewhere(
    facts,
    `${template.resourceType} in ${environment.id} is not connected yet. ${connectStep(serving)}`,
  );
}

/** Says since when and why it is paused, and where it is not. */
function paused(facts: SettledFacts, connected: readonly Backend[]): Finding {
  const [first] = connected.map((backend) => pauseOf(facts, backend)).filter((sentence) => sentence !== null);
  return elsewhere(facts, first ?? "It is paused.");
}

function elsewhere(facts: SettledFacts, message: string): Finding {
  const { template, environments } = facts;
  const value = environments
    .map(({ id }) => id)
    .filter((id) => template.environments.includes(id))
    .filter((id) =>
      servingIn(facts, id).some((backend) => isConnected(facts, backend) && pauseOf(facts, backend) === null),
    );
  return { result: "deny", message, ...(value.length > 0 && { remedy: { path: "/environment", op: "in", value } }) };
}
