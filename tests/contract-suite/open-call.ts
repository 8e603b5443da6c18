import { randomBytes } from "node:crypto";
import type { CredentialFields, ProvisionContext, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type { ContractTarget, DeliveredFields } from "#tests/contract-suite/contract-target.ts";

type Context = ProvisionContext<Record<string, unknown>>;

/** Contexts for calls on one resource, and everything that was delivered through them, oldest first. */
export interface Call {
  readonly resource: ResourceIdentity;
  readonly delivered: DeliveredFields[];
  context(overrides?: Partial<Context>): Context;
}

/** Names a resource that nobody used before. */
export function newResource(name = "orders-api"): ResourceIdentity {
  const id = randomBytes(8).toString("hex");
  const rest = { team: "payments", environment: "dev", generation: 1 };
  return { resourceId: `res_${id}`, requestId: `req_${id}`, name, ...rest };
}

/** Opens calls on `resource` with defaults that neither abort, nor lose the fence, nor fail. */
export function openCall(
  target: Pick<ContractTarget, "openBackend">,
  parameters: Record<string, unknown>,
  resource: ResourceIdentity = newResource(),
): Call {
  const delivered: DeliveredFields[] = [];
  const put = async (fields: CredentialFields) => {
    delivered.push(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, readField(value)])));
  };
  return {
    resource,
    delivered,
    context: (overrides = {}) => ({
      resource,
      parameters,
      endsOn: "2030-01-31",
      backend: target.openBackend(),
      signal: new AbortController().signal,
      assertFence: async () => undefined,
      secrets: { put },
      failpoint: async () => undefined,
      ...overrides,
    }),
  };
}

/** Copies the secret before the type wipes it, as sealing does. */
function readField(value: string | number | Secret): string | number {
  return value instanceof Secret ? value.use((bytes) => bytes.toString("utf8")) : value;
}
