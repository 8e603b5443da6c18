/** A configured target; its admin secret is named by file and read only by the worker. */
export interface Backend {
  readonly name: string;
  /** Id of the resource type it serves. */
  readonly type: string;
  readonly environments: readonly string[];
  /** The first one is where new things are put. */
  readonly regions: readonly string[];
  /** Absolute, or relative to `LATCHKEY_HOME`. */
  readonly adminSecretFile: string;
  /** The one step that connects it, shown while its admin secret is missing. */
  readonly connect: string | null;
  /** Whether this installation alone uses it: then what bears our mark and is not in the ledger is nobody's. */
  readonly exclusive?: boolean | undefined;
  /** Non-secret settings for the resource type. */
  readonly settings: Readonly<Record<string, unknown>>;
}
