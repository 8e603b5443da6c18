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
} as const satisfies Record<OperationView["kind"], string>;

/** Gives the words of a kind of operation. */
export function spellKind(kind: OperationView["kind"]): string {
  return kindWords[kind];
}
