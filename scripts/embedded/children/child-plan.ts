/** One process of embedded mode, as the supervisor is to run it. */
export interface ChildPlan {
  readonly name: "authority" | "idp" | "worker" | "reveal" | "web";
  /** File that Node runs, and its arguments; never a secret. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it answers 200 when it is ready; null for one that says so over its channel. */
  readonly health: HealthProbe | null;
  /** Its stdout and stderr are appended here. */
  readonly log: string;
}

/** A GET on the loopback interface, with the Host that the process knows itself by. */
export interface HealthProbe {
  readonly port: number;
  readonly path: string;
  readonly host: string;
}
