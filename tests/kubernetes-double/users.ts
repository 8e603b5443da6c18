import type { JsonObject } from "#tests/kubernetes-double/json.ts";

/** Who a token belongs to. */
export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: JsonObject;
}

/** Who is never refused, as `system:masters` in a real cluster. */
export const mastersGroup = "system:masters";
