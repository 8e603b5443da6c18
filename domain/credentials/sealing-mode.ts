import type { Classification } from "#domain/catalog/classification.ts";

/** `strict`: to a device key of the recipient, which no server can open; `standard`: to the key of the reveal process. */
export type SealingMode = "standard" | "strict";

/** Tells how credentials to data of a class are sealed; a class that is not known is sealed the strictest way. */
export function sealingMode(classification: string): SealingMode {
  return Object.hasOwn(modes, classification) ? modes[classification as Classification] : "strict";
}

const modes = {
  public: "standard",
  internal: "standard",
  confidential: "standard",
  restricted: "strict",
} as const satisfies Record<Classification, SealingMode>;
