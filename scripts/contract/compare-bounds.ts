import { change, join, type Changes } from "#scripts/contract/changes.ts";
import type { Json } from "#scripts/contract/read-schema.ts";

const lower = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const upper = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const whole = ["pattern", "format", "multipleOf", "uniqueItems"];

interface Bounded {
  readonly direction: "taken" | "given";
  readonly where: string;
}

/** Compares limits and formats: what we take may not become narrower; of what we give, only another format is noticed. */
export function compareBounds({ direction, where }: Bounded, was: Json, is: Json): Changes {
  const isTaken = direction === "taken";
  const words = (key: string) => `${where}: ${key} was ${told(was[key])} and is ${told(is[key])}.`;
  const changed = (key: string) => was[key] !== is[key];
  return join(
    ...lower
      .filter(changed)
      .map((key) => change(isTaken && numberOf(is[key], -Infinity) > numberOf(was[key], -Infinity), words(key))),
    ...upper
      .filter(changed)
      .map((key) => change(isTaken && numberOf(is[key], Infinity) < numberOf(was[key], Infinity), words(key))),
    ...whole.filter(changed).map((key) => {
      const isNarrower = isTaken ? is[key] !== undefined : key === "format" && was[key] !== undefined;
      return change(isNarrower, words(key));
    }),
  );
}

function told(bound: unknown): string {
  return bound === undefined ? "not set" : JSON.stringify(bound);
}

function numberOf(bound: unknown, none: number): number {
  return typeof bound === "number" ? bound : none;
}
