import { isClassification } from "#domain/catalog/classification.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { cellOf, matrixOf } from "#domain/catalog/matrix.ts";
import { deliveryKinds } from "#domain/catalog/delivery-kinds.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { defaultLifetimeHours } from "#domain/guardrails/lifetime-caps.ts";
import { parametersValidator } from "#domain/guardrails/parameters-validator.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/**
 * Fills in what the body leaves out from the template, and refuses what the catalog does not know.
 *
 * @throws unknown_reference with `details: {path, known}`, invalid_input with `details: {path}`; `path` is a
 * JSON Pointer into the body
 */
export function normaliseDraft(body: SubmitBody, catalog: Catalog): RequestDraft {
  const template = known("template", body.template, catalog.templates);
  known("team", body.team, catalog.teams);
  const environment = known("environment", body.environment, catalog.environments);
  const { name, team, classification, purpose } = body;
  if (!isClassification(classification)) throw unknown("/classification", classification, []);
  const cell = cellOf(matrixOf(catalog, template.id), { environment: environment.id, classification });
  const delivery = body.delivery ?? "reveal";
  if (!(deliveryKinds as readonly string[]).includes(delivery)) throw unknown("/delivery", delivery, deliveryKinds);
  return {
    template: template.id,
    name,
    team,
    environment: environment.id,
    classification,
    purpose,
    delivery,
    lifetimeHours: body.lifetimeHours ?? defaultLifetimeHours({ template, environment, classification, cell }),
    parameters: normaliseParameters(body.parameters ?? {}, template),
  };
}

function known<T>(field: string, id: string, items: ReadonlyMap<string, T>): T {
  const item = items.get(id);
  if (item === undefined) throw unknown(`/${field}`, id, [...items.keys()]);
  return item;
}

function normaliseParameters(parameters: Record<string, unknown>, template: Template): Record<string, unknown> {
  const names = Object.keys(template.parameters.properties);
  for (const key of Object.keys(parameters)) {
    if (!names.includes(key)) throw unknown(`/parameters/${escapePointer(key)}`, key, names);
  }
  const size = parameters.size;
  const sizes = template.sizes.map((candidate) => candidate.id);
  if (typeof size === "string" && !sizes.includes(size)) throw unknown("/parameters/size", size, sizes);
  const parsed = parametersValidator(template).safeParse(parameters);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ["", "parameters", ...(issue?.path ?? [])].map((key) => escapePointer(String(key))).join("/");
  throw new AppError("invalid_input", `The value of ${path} does not fit: ${issue?.message ?? "it is not valid"}.`, {
    details: { path },
  });
}

function unknown(path: string, value: string, choices: readonly string[]): AppError {
  const [field, ...rest] = path.slice(1).split("/");
  const noun = field === "parameters" && rest[0] !== "size" ? "parameter" : (rest[0] ?? field);
  const message = `There is no ${noun} "${value.slice(0, 64)}" here. Known: ${spellList(choices, "and")}.`;
  return new AppError("unknown_reference", message, { details: { path, known: choices } });
}

/** RFC 6901, section 3. */
function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
