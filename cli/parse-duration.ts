import { CliError } from "#cli/cli-error.ts";

const secondsOf = { s: 1, m: 60, h: 3600 } as const;

/** Reads a time such as `90s`, `15m` or `1h` as whole seconds between two bounds. @throws CliError for anything else */
export function parseDuration(name: string, text: string, bounds: { min: number; max: number }): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * (secondsOf[unit as keyof typeof secondsOf] ?? Number.NaN);
  if (seconds >= bounds.min && seconds <= bounds.max) return seconds;
  throw new CliError(`--${name} is a time such as 90s, 15m or 1h, from ${bounds.min} s to ${bounds.max} s.`);
}
