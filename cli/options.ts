import { CliError } from "#cli/cli-error.ts";
import type { Given } from "#cli/command.ts";

/** The text of an option that the command requires. */
export function requiredText(given: Given, name: string): string {
  const value = given.values[name];
  if (typeof value === "string" && value !== "") return value;
  throw new CliError(`--${name} needs a value.`);
}

/** The text of an option, or undefined where it is not given. */
export function optionalText(given: Given, name: string): string | undefined {
  return given.values[name] === undefined ? undefined : requiredText(given, name);
}

/** A whole number between two bounds, or undefined where the option is not given. */
export function optionalInteger(given: Given, name: string, bounds: { min: number; max: number }): number | undefined {
  const text = optionalText(given, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= bounds.min && value <= bounds.max) return value;
  throw new CliError(`--${name} is a whole number from ${bounds.min} to ${bounds.max}.`);
}

/** The texts of a repeatable option. */
export function repeatedTexts(given: Given, name: string): string[] {
  const value = given.values[name];
  return Array.isArray(value) ? value.map(String) : [];
}
