import type { OperationView } from "#domain/contracts/operation.ts";

/** As a line says it. */
const kindWords = {
  request: "Waits to be built",
  resource: "Blocked",
  provision: "Build",
  release: "Destroy",
  rotate: "Rotate",
  restore: "Restore",
  emergency: "Emergency access",
  revoke: "Revoke",
  freeze: "Freeze",
  lease: "Lease",
  unlease: "End leases",
  repair: "Repair",
} as const satisfies Record<string, string>;

/** Gives the words of a kind; one that has none yet by its own name. */
export function spellKind(kind: OperationView["kind"]): string {
  return Object.hasOwn(kindWords, kind) ? kindWords[kind as keyof typeof kindWords] : kind;
}
