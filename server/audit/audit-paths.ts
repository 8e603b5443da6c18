import { join } from "node:path";

/** Where the keys and the anchor of the audit record lie. */
export interface AuditPaths {
  readonly directory: string;
  /** Private, 0400, the worker's. */
  readonly signingKey: string;
  /** One public key per line, of former keys as well. */
  readonly verifiers: string;
  /** Every checkpoint, one per line: the copy that operators ship. */
  readonly anchor: string;
}

/** Names the places below `LATCHKEY_HOME/audit`; makes nothing. */
export function auditPaths(home: string): AuditPaths {
  const directory = join(home, "audit");
  return {
    directory,
    signingKey: join(directory, "signing-key.json"),
    verifiers: join(directory, "verifiers.txt"),
    anchor: join(directory, "checkpoints.log"),
  };
}
