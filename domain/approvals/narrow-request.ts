import type { ParameterProperty } from "#domain/catalog/parameter-property.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { OfferChange } from "#domain/contracts/request.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** The part of a request that an approver may narrow. */
export interface NarrowableRequest {
  readonly lifetimeHours: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly delivery: string;
}

/** By what "narrower" is measured. */
export interface NarrowPlace {
  /** The version the request was filed under. */
  readonly template: Pick<Template, "sizes" | "parameters">;
  /** Every size of the catalog, the smallest first. */
  readonly sizeScale: readonly string[];
  /** The deliveries that the request's decision allows. */
  readonly deliveries: readonly string[];
}

/** The narrower request, or the first change that narrows nothing: its index, the member that is wrong, and why. */
export type Narrowing<R> =
  | { readonly isNarrower: true; readonly request: R }
  | { readonly isNarrower: false; readonly path: string; readonly reason: string };

/**
 * Applies an approver's changes to a request, or says why they may not be made: only less of the same can be offered.
 *
 * Less is a shorter lifetime, a smaller size that costs no more, a smaller number where the template says that larger is
 * more, and another delivery that the decision allows. Who asks, for whom, what, where, for which data and why stay.
 */
export function narrowRequest<R extends NarrowableRequest>(
  request: R,
  changes: readonly OfferChange[],
  place: NarrowPlace,
): Narrowing<R> {
  if (changes.length === 0) return refused("/changes", "An offer changes something.");
  let narrowed = request;
  for (const [index, change] of changes.entries()) {
    const field = fieldOf(change.path);
    if (field === null) return refused(`/changes/${index}/path`, notNarrowable(change.path));
    if (changes.findIndex(({ path }) => path === change.path) !== index) {
      return refused(`/changes/${index}/path`, `${change.path} is changed twice.`);
    }
    const reason = barrier(field, { value: change.value, request, place });
    if (reason !== null) return refused(`/changes/${index}/${reason.member}`, reason.words);
    narrowed = applied(narrowed, field, change.value);
  }
  return { isNarrower: true, request: narrowed };
}

type Field =
  | { readonly kind: "lifetimeHours" }
  | { readonly kind: "delivery" }
  | { readonly kind: "parameter"; readonly name: string };

function fieldOf(path: string): Field | null {
  if (path === "/lifetimeHours") return { kind: "lifetimeHours" };
  if (path === "/delivery") return { kind: "delivery" };
  const name = /^\/parameters\/([A-Za-z][A-Za-z0-9]{0,39})$/.exec(path)?.[1];
  return name === undefined ? null : { kind: "parameter", name };
}

function applied<R extends NarrowableRequest>(request: R, field: Field, value: unknown): R {
  if (field.kind !== "parameter") return { ...request, [field.kind]: value };
  return { ...request, parameters: { ...request.parameters, [field.name]: value } };
}

interface Tried {
  readonly value: unknown;
  readonly request: NarrowableRequest;
  readonly place: NarrowPlace;
}

/** What keeps a change from being one to less, and whether its path or its value is at fault. */
interface Barrier {
  readonly member: "path" | "value";
  readonly words: string;
}

function barrier(field: Field, tried: Tried): Barrier | null {
  if (field.kind === "lifetimeHours") return wrongValue(lifetimeBarrier(tried));
  if (field.kind === "delivery") return wrongValue(deliveryBarrier(tried));
  const { template } = tried.place;
  if (field.name === "size" && template.sizes.length > 0) return wrongValue(sizeBarrier(tried));
  const { properties } = template.parameters;
  const property = Object.hasOwn(properties, field.name) ? properties[field.name] : undefined;
  if (!isMeasured(property)) {
    return { member: "path", words: `The template does not say that less of ${field.name} is a smaller request.` };
  }
  const current = Object.hasOwn(tried.request.parameters, field.name)
    ? tried.request.parameters[field.name]
    : undefined;
  return wrongValue(numberBarrier({ value: tried.value, current, property }));
}

function wrongValue(words: string | null): Barrier | null {
  return words === null ? null : { member: "value", words };
}

function lifetimeBarrier({ value, request }: Tried): string | null {
  if (isWholeNumber(value) && value >= 1 && value < request.lifetimeHours) return null;
  if (request.lifetimeHours <= 1) return "The lifetime cannot be any shorter.";
  return `The lifetime offered is a whole number of hours below the ${request.lifetimeHours} asked for.`;
}

function deliveryBarrier({ value, request, place: { deliveries } }: Tried): string | null {
  const others = deliveries.filter((delivery) => delivery !== request.delivery);
  if (others.some((delivery) => delivery === value)) return null;
  return others.length === 0
    ? "The decision allows no other delivery."
    : `The decision allows these other deliveries: ${spellList(others, "and")}.`;
}

function sizeBarrier({ value, request, place: { template, sizeScale } }: Tried): string | null {
  const rank = (size: unknown) => sizeScale.findIndex((candidate) => candidate === size);
  const current = rank(request.parameters.size);
  const rate = (size: unknown) => template.sizes.find(({ id }) => id === size)?.monthlyCost?.amount ?? 0;
  const smaller = template.sizes
    .map(({ id }) => id)
    .filter((id) => rank(id) >= 0 && rank(id) < current && rate(id) <= rate(request.parameters.size));
  if (smaller.some((id) => id === value)) return null;
  return smaller.length === 0
    ? "The template has no smaller size."
    : `Smaller than what was asked for is ${spellList(smaller, "or")}.`;
}

type Measured = Extract<ParameterProperty, { type: "integer" | "number" }>;

function isMeasured(property: ParameterProperty | undefined): property is Measured {
  return (property?.type === "integer" || property?.type === "number") && property.largerIsMore === true;
}

function numberBarrier(tried: { value: unknown; current: unknown; property: Measured }): string | null {
  const { value, current, property } = tried;
  if (typeof current !== "number") return "The request says no number here that could be smaller.";
  const least = property.minimum ?? Number.NEGATIVE_INFINITY;
  const fits = property.type === "integer" ? isWholeNumber(value) : typeof value === "number" && Number.isFinite(value);
  if (fits && (value as number) >= least && (value as number) < current) return null;
  const from = property.minimum === undefined ? "" : ` and not below ${property.minimum}`;
  return `What is offered is a ${property.type === "integer" ? "whole " : ""}number below the ${current} asked for${from}.`;
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

function notNarrowable(path: string): string {
  return `${path || "The whole request"} cannot be offered otherwise: only lifetime, size, delivery and parameters of which larger is more.`;
}

function refused(path: string, reason: string): { isNarrower: false; path: string; reason: string } {
  return { isNarrower: false, path, reason };
}
