import { getFips } from "node:crypto";

/** Tells whether this process's cryptography runs in FIPS mode; only a Node built against a validated module can. */
export function isFipsMode(): boolean {
  return getFips() === 1;
}
