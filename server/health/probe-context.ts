import { canaryName, canaryTeam } from "#domain/health/canary-policy.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type {
  BackendConnection,
  ProvisionContext,
  ResourceIdentity,
  ResourceType,
} from "#domain/provisioning/resource-type.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { readBackend } from "#server/catalog/read-backend.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

/** A call to a back end that no run makes. */
export interface ProbeCall {
  readonly backend: string;
  readonly type: string;
  readonly resourceId: string;
  readonly environment: string;
  readonly parameters: unknown;
  /** Defaults to nothing to prove: a look has no effect. */
  readonly assertFence?: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Opens what a resource type's methods are called with, under the reserved team and name. What is put as a secret is
 * wiped and kept nowhere; whoever opens it wipes the admin secret.
 *
 * @throws backend_unavailable, unknown_reference
 */
export async function openProbe(
  services: RunServices,
  call: ProbeCall,
): Promise<ProvisionContext<Record<string, unknown>>> {
  const type = requireType(services, call.type);
  const backend = await readBackend(services.ctx, call.backend);
  const parameters = await parametersOf(type, call, backend).catch((error: unknown) => {
    backend.adminSecret.wipe();
    throw error;
  });
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  return {
    resource: canaryIdentity(call),
    parameters,
    endsOn: tomorrow,
    backend,
    signal: call.signal,
    assertFence: call.assertFence ?? (async () => undefined),
    secrets: {
      put: async (fields) => {
        for (const value of Object.values(fields)) if (value instanceof Secret) value.wipe();
      },
    },
    failpoint: async () => undefined,
  };
}

async function parametersOf(
  type: ResourceType,
  { backend: name, parameters, signal }: ProbeCall,
  backend: BackendConnection,
): Promise<Record<string, unknown>> {
  const parsed = type.parameters.safeParse(parameters);
  if (parsed.success) return parsed.data;
  if (type.sample !== undefined) return type.sample({ backend, signal });
  throw new AppError("invalid_input", `The parameters of a check of ${name} do not fit.`);
}

/** Gives what a synthetic build is known by on its back end. */
function canaryIdentity({ resourceId, environment }: Pick<ProbeCall, "resourceId" | "environment">): ResourceIdentity {
  return { resourceId, requestId: resourceId, team: canaryTeam, environment, name: canaryName, generation: 1 };
}
