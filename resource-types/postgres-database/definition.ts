import type { Receipt, ResourceType } from "#domain/provisioning/resource-type.ts";
import type { PostgresContext } from "./call.ts";
import { connection } from "./connection.ts";
import { credentialFields } from "./credentials.ts";
import { destroy } from "./destroy.ts";
import { fingerprint } from "./fingerprint.ts";
import { forget } from "./forget.ts";
import { inspect } from "./inspect.ts";
import { listOwned } from "./list-owned.ts";
import { parametersSchema, type PostgresParameters } from "./parameters.ts";
import { plan, readStepName, type StepName } from "./plan.ts";
import { repair } from "./repair.ts";
import { revoke } from "./revoke.ts";
import { sessions } from "./sessions.ts";
import { createDatabase } from "./steps/create-database.ts";
import { createRoles } from "./steps/create-roles.ts";
import { grantReading } from "./steps/grant-reading.ts";
import { undoCreateDatabase, undoCreateRoles } from "./undo.ts";
import { verify } from "./verify.ts";

type StepCall = (ctx: PostgresContext) => Promise<Receipt>;

const apply: Record<StepName, StepCall> = {
  "create-roles": createRoles,
  "create-database": createDatabase,
  "grant-reading": grantReading,
};

/** Rights to read go with the login that has them. */
const undo: Record<StepName, StepCall> = {
  "create-roles": undoCreateRoles,
  "create-database": undoCreateDatabase,
  "grant-reading": () => Promise.resolve({}),
};

/**
 * A PostgreSQL database of its own on a shared cluster, PostgreSQL 15 or newer.
 *
 * A back end in `catalog/backends.yaml` has as admin secret a `postgresql://` URL of a role with CREATEROLE and
 * CREATEDB (superuser not needed), and as settings `host`, `port`, `sslmode` that tenants use, optionally
 * `sslRootCertFile` and `isolation: strict`.
 *
 * Sizes that templates may offer (`parameters` of each size; what is left out takes its default):
 * ```yaml
 * sizes:
 *   small:  { connectionLimit: 10, statementTimeoutSeconds: 30, idleInTransactionTimeoutSeconds: 60, idleSessionTimeoutSeconds: 1800, storageMegabytes: 1000 }
 *   medium: { connectionLimit: 25, statementTimeoutSeconds: 60, idleInTransactionTimeoutSeconds: 60, idleSessionTimeoutSeconds: 3600, storageMegabytes: 10000 }
 *   large:  { connectionLimit: 60, statementTimeoutSeconds: 300, idleInTransactionTimeoutSeconds: 300, idleSessionTimeoutSeconds: 7200, storageMegabytes: 100000 }
 * ```
 */
export const definition: ResourceType<PostgresParameters> = {
  id: "postgres-database",
  title: "PostgreSQL database",
  parameters: parametersSchema,
  credentialFields,
  connection,
  plan,
  accesses: ["owner", "read-only"],
  apply: async (step, ctx) => apply[readStepName(step)](ctx),
  undo: async (step, ctx) => undo[readStepName(step)](ctx),
  verify,
  revoke,
  forget,
  destroy,
  inspect,
  sessions,
  fingerprint,
  repair,
  listOwned,
};
