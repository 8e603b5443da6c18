import type { RabbitmqParameters } from "./parameters.ts";

/** What the broker enforces for each credential, by its own names. */
export function userLimits({ connectionLimit, channelLimit }: RabbitmqParameters): Readonly<Record<string, number>> {
  return { "max-connections": connectionLimit, "max-channels": channelLimit };
}
