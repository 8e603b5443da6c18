import type { Instance } from "#cli/local/read-instance.ts";
import type { Settings } from "#server/settings.ts";

/** What one check found; `cure` says what to do about a warning or a failure. */
export interface Finding {
  readonly level: "ok" | "warn" | "fail";
  readonly subject: string;
  readonly message: string;
  readonly cure?: string;
}

/** What the checks look at. */
export interface Patient {
  readonly settings: Settings;
  /** Null outside embedded mode and in a home that never ran. */
  readonly instance: Instance | null;
  readonly isProduction: boolean;
}

/** Looks at one part; never throws for a part that is broken. */
export type Check = (patient: Patient) => Promise<Finding[]>;

/** The words of an error, in one line, for a finding. */
export function reasonOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (line || code || "no reason given").replace(/[.]$/, "");
}
