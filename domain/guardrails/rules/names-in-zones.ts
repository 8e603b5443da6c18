import type { ParameterProperty } from "#domain/catalog/parameter-property.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { Remedy } from "#domain/contracts/decision.ts";
import { readDnsName } from "#domain/dns/read-dns-name.ts";
import { zoneOfName } from "#domain/dns/zone-of-name.ts";
import type { BuiltInRule, RuleFacts } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/**
 * Every DNS name asked for lies in a zone of the team, and a wildcard goes to a human.
 *
 * Names are the values of template parameters of `format: dns-name`, whatever the parameter and the resource type are called.
 */
export const namesInZones: BuiltInRule = {
  id: "names.zones",
  version: "1",
  rank: "hard",
  evaluate: (facts) => {
    const asked = askedNames(facts);
    if (asked.length === 0) return { result: "pass", message: "It asks for no DNS names." };
    const refused = asked.flatMap(({ text }) => refusalOf(text, facts) ?? []);
    if (refused.length > 0) {
      const message = `${refused.join(" ")} ${whatThereIs(facts)}`;
      const remedy = remedyOf(asked, facts);
      return { result: "deny", message, ...(remedy && { remedy }) };
    }
    const names = asked.map(({ text }) => text.toLowerCase());
    const wildcards = names.filter((name) => name.startsWith("*."));
    const lie = names.length === 1 ? "lies" : "lie";
    const inside = `${spellList(names, "and")} ${lie} in the zones of ${facts.team.name}.`;
    if (wildcards.length === 0) return { result: "pass", message: inside };
    const approval = [facts.settings.onWildcardName ?? facts.settings.onEvaluatorError];
    const which = `${spellList(wildcards, "and")} ${wildcards.length === 1 ? "stands" : "stand"} for any name at that place`;
    const message = `${which}, so a human decides: ${spellStages(approval)}.`;
    return { result: "needs_approval", message, tightens: { approval } };
  },
};

interface AskedName {
  readonly parameter: string;
  readonly isList: boolean;
  readonly text: string;
}

function askedNames({ draft, template }: RuleFacts): readonly AskedName[] {
  return nameParameters(template).flatMap(({ name, isList }) => {
    const value = draft.parameters[name];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value ?? []].flat();
    // What is no text does not fit the template either; it is nobody's name.
    return texts.map((text) => ({ parameter: name, isList, text: typeof text === "string" ? text : "" }));
  });
}

/** The template's parameters that hold DNS names. */
function nameParameters({ parameters }: Template): readonly { readonly name: string; readonly isList: boolean }[] {
  return Object.entries(parameters.properties)
    .filter(([, property]) => holdsNames(property))
    .map(([name, { type }]) => ({ name, isList: type === "array" }));
}

function holdsNames(property: ParameterProperty): boolean {
  if (property.type === "array") return property.items.format === "dns-name";
  return property.type === "string" && property.format === "dns-name";
}

function refusalOf(text: string, { team, foreignZones }: RuleFacts): string | null {
  const reading = readDnsName(text);
  const shown = JSON.stringify(text.slice(0, 100));
  if (!reading.ok) return `${shown} ${reading.reason}.`;
  const own = zoneOfName(reading.name, team.zones ?? []);
  const foreign = zoneOfName(reading.name, foreignZones);
  if (own === undefined && foreign === undefined) return `${shown} lies in no zone of ${team.name}.`;
  if (own === undefined || (foreign !== undefined && foreign.length >= own.length)) {
    return `${shown} lies in ${foreign}, which is another team's zone.`;
  }
  const covered = reading.isWildcard
    ? foreignZones.find((zone) => parentOf(zone) === reading.name.slice(2))
    : undefined;
  return covered === undefined ? null : `${shown} stands for ${covered} too, which is another team's zone.`;
}

function parentOf(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}

function whatThereIs({ team }: RuleFacts): string {
  const zones = team.zones ?? [];
  if (zones.length === 0) return `${team.name} has no zones: the platform team names them in teams.yaml.`;
  return `${team.name} has ${spellList(zones, "and")}.`;
}

/** The names that may stay, or a name after the request in the team's first zone. */
function remedyOf(asked: readonly AskedName[], facts: RuleFacts): Remedy | null {
  const [zone] = facts.team.zones ?? [];
  const [first] = asked;
  const isOneList = first?.isList === true && asked.every(({ parameter }) => parameter === first.parameter);
  if (zone === undefined || !isOneList) return null;
  const kept = asked.map(({ text }) => text).filter((text) => refusalOf(text, facts) === null);
  const proposed = kept.length > 0 ? kept : [`${facts.draft.name}.${zone}`];
  if (proposed.some((text) => refusalOf(text, facts) !== null)) return null;
  return { path: `/parameters/${first.parameter}`, op: "=", value: proposed };
}
