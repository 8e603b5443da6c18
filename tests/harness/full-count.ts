/**
 * How many times to try: `full` in `npm run test:faults`, a tenth in `npm test`, or what is given for it.
 */
export function fullCount(full: number, otherwise = Math.ceil(full / 10)): number {
  return process.env.FULL_COUNTS === "1" ? full : otherwise;
}
