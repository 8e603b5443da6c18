import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import { connection } from "./connection.ts";
import { credentialFields } from "./credentials.ts";
import { destroy } from "./destroy.ts";
import { fingerprint } from "./fingerprint.ts";
import { forget } from "./forget.ts";
import { inspect } from "./inspect.ts";
import { listOwned } from "./list-owned.ts";
import { parametersSchema, type RedisParameters } from "./parameters.ts";
import { assertStepName, plan } from "./plan.ts";
import { repair } from "./repair.ts";
import { revoke } from "./revoke.ts";
import { sessions } from "./sessions.ts";
import { createUser } from "./steps/create-user.ts";
import { undoCreateUser } from "./undo.ts";
import { verify } from "./verify.ts";

/**
 * A key prefix of its own with an ACL user on a shared Redis 7 or Valkey server; not on a cluster.
 *
 * A back end in `catalog/backends.yaml` has as admin secret a `redis://` or `rediss://` URL of a user that may manage
 * users (the runbook has its rule), and optionally as settings `host`, `port`, `tls`, `sslRootCertFile` that tenants
 * use, `persistence` and `maxmemory`.
 *
 * Sizes that templates may offer (`parameters` of each size; what is left out takes its default):
 * ```yaml
 * sizes:
 *   small:  { memoryMegabytes: 50, connectionLimit: 20 }
 *   medium: { memoryMegabytes: 250, connectionLimit: 100 }
 *   script: { memoryMegabytes: 250, connectionLimit: 100, scripting: true }
 * ```
 */
export const definition: ResourceType<RedisParameters> = {
  id: "redis-cache",
  title: "Redis cache",
  parameters: parametersSchema,
  credentialFields,
  connection,
  plan,
  apply: async (step, ctx) => {
    assertStepName(step);
    return createUser(ctx);
  },
  undo: async (step, ctx) => {
    assertStepName(step);
    return undoCreateUser(ctx);
  },
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
