import type { Classification } from "#domain/catalog/classification.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import type { MatrixCell } from "#domain/catalog/matrix.ts";
import type { Template } from "#domain/catalog/template.ts";

/** One limit on the lifetime and whose it is, in words that end a sentence. */
export interface LifetimeCap {
  readonly hours: number;
  readonly setBy: string;
}

/** Where a lifetime is asked for. */
export interface LifetimePlace {
  readonly template: Template;
  readonly environment: Environment;
  readonly classification: Classification;
  /** Null: the matrix has no entry. */
  readonly cell: MatrixCell | null;
}

/** Gives the tightest limit on the lifetime; of equal ones the environment's is named. */
export function bindingLifetimeCap(place: LifetimePlace): LifetimeCap {
  const { template, environment, classification, cell } = place;
  const inEnvironment = Object.hasOwn(template.lifetimeHours.maxByEnvironment, environment.id)
    ? template.lifetimeHours.maxByEnvironment[environment.id]
    : undefined;
  return tightest({ hours: environment.lifetimeHoursMax, setBy: `the environment ${environment.id}` }, [
    [cell?.lifetimeHoursMax, `the matrix for ${classification} data in ${environment.id}`],
    [inEnvironment, `the template ${template.id} in ${environment.id}`],
    [template.lifetimeHours.max, `the template ${template.id}`],
  ]);
}

/** Gives the lifetime of a request that names none: the template's default, within every cap. */
export function defaultLifetimeHours(place: LifetimePlace): number {
  return Math.min(place.template.lifetimeHours.default, bindingLifetimeCap(place).hours);
}

function tightest(first: LifetimeCap, others: readonly (readonly [number | null | undefined, string])[]): LifetimeCap {
  return others.reduce<LifetimeCap>(
    (cap, [hours, setBy]) => (hours !== null && hours !== undefined && hours < cap.hours ? { hours, setBy } : cap),
    first,
  );
}
