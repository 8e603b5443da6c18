import { isAbsolute, relative } from "node:path";

/** A path as the operator would type it: from the working folder where it lies in it, else whole. */
export function displayPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}
