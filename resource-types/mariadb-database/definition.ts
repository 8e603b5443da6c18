import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import { connection } from "./connection.ts";
import { credentialFields } from "./credentials.ts";
import { destroy } from "./destroy.ts";
import { forget } from "./forget.ts";
import { fingerprint, inspect, listOwned, sessions } from "./inspect.ts";
import { parametersSchema, type MariadbParameters } from "./parameters.ts";
import { plan, readStepName } from "./plan.ts";
import { repair } from "./repair.ts";
import { revoke } from "./revoke.ts";
import { createDatabase } from "./steps/create-database.ts";
import { createUser } from "./steps/create-user.ts";
import { undoCreateDatabase, undoCreateUser } from "./undo.ts";
import { verify } from "./verify.ts";

/**
 * A MariaDB database of its own on a shared server, MariaDB 10.6 or newer.
 *
 * A back end in `catalog/backends.yaml` has as admin secret a `mariadb://` URL of a user that may manage users and
 * databases whose names begin with `lk_` (the runbook has its rights), and optionally as settings `host`, `port`, `tls`,
 * `sslRootCertFile` that tenants use, `authentication` and `isolation`.
 *
 * Sizes that templates may offer (`parameters` of each size; what is left out takes its default):
 * ```yaml
 * sizes:
 *   small:  { connectionLimit: 10, statementTimeoutSeconds: 30, storageMegabytes: 1000 }
 *   medium: { connectionLimit: 25, statementTimeoutSeconds: 60, storageMegabytes: 10000 }
 *   large:  { connectionLimit: 60, statementTimeoutSeconds: 300, storageMegabytes: 100000 }
 * ```
 */
export const definition: ResourceType<MariadbParameters> = {
  id: "mariadb-database",
  title: "MariaDB database",
  parameters: parametersSchema,
  credentialFields,
  connection,
  accesses: ["owner", "read-only"],
  plan,
  apply: async (step, ctx) => (readStepName(step) === "create-database" ? createDatabase(ctx) : createUser(ctx)),
  undo: async (step, ctx) => (readStepName(step) === "create-database" ? undoCreateDatabase(ctx) : undoCreateUser(ctx)),
  verify,
  revoke,
  forget,
  destroy,
  inspect,
  repair,
  sessions,
  fingerprint,
  listOwned,
};
