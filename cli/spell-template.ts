import { z } from "zod";
import { escapeLine } from "#cli/escape-controls.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

const propertySchema = z.looseObject({ title: z.string(), type: z.string(), enum: z.array(z.unknown()) }).partial();
const parametersSchema = z
  .looseObject({ properties: z.record(z.string(), propertySchema), required: z.array(z.string()) })
  .partial();

/** Tells a template to a person: what it gives, where it may be, how long, in which sizes, with which parameters. */
export function spellTemplate(template: TemplateView): string {
  const { id, version, title, summary, environments, classifications, lifetimeHours } = template;
  const lines = [
    `${id}  ${title}`,
    `  ${summary}`,
    `  version ${version}, ${template.resourceType}, by ${template.maintainers.join(", ")}`,
    `  environments: ${environments.join(", ")}; classifications: ${classifications.join(", ")}`,
    `  lifetime: ${lifetimeHours.default} h, at most ${lifetimeHours.max} h`,
    ...template.sizes.map(spellSize),
    ...parameterLines(template.parameters),
  ];
  if (template.docs !== null) lines.push(`  docs: ${template.docs}`);
  return `${lines.map(escapeLine).join("\n")}\n`;
}

function spellSize({ id, title, summary, monthlyCost }: TemplateView["sizes"][number]): string {
  const cost = monthlyCost === null ? "" : `, ${monthlyCost.amount} ${monthlyCost.currency} a month`;
  return `  size ${id}: ${title}, ${summary}${cost}`;
}

function parameterLines(schema: Readonly<Record<string, unknown>>): string[] {
  const parsed = parametersSchema.safeParse(schema);
  const { properties = {}, required = [] } = parsed.success ? parsed.data : {};
  return Object.entries(properties).map(([name, property]) => {
    const kind = property.enum?.map((value) => JSON.stringify(value)).join(" | ") ?? property.type ?? "any";
    const title = property.title === undefined ? "" : ` (${property.title})`;
    return `  --param ${name}=${kind}${title}${required.includes(name) ? ", required" : ""}`;
  });
}
