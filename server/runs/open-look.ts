import { AppError } from "#domain/errors/app-error.ts";
import type { Access, ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { readBackend } from "#server/catalog/read-backend.ts";
import type { RunSubject } from "#server/runs/read-subject.ts";
import type { RunServices } from "#server/runs/run-services.ts";

const deadlineMs = 15_000;

/** Which generation of what is looked at. */
export interface Looked {
  readonly subject: RunSubject;
  readonly generation: number;
  readonly access: Access;
}

type Context = ProvisionContext<Record<string, unknown>>;

/**
 * Lets `work` look at one generation on its back end, for at most 15 seconds. It holds no step, so whatever would have an
 * effect is refused.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function withLook<T>(
  { ctx, drain }: RunServices,
  { subject, generation, access }: Looked,
  work: (look: Context) => Promise<T>,
): Promise<T> {
  const refuse = () => Promise.reject(new AppError("fence_lost", "A look has no effect."));
  const backend = await readBackend(ctx, subject.backend);
  try {
    return await work({
      resource: { ...subject.identity, generation, access },
      parameters: subject.parameters,
      endsOn: subject.endsOn,
      backend,
      signal: AbortSignal.any([drain, AbortSignal.timeout(deadlineMs)]),
      assertFence: refuse,
      secrets: { put: refuse },
      failpoint: () => Promise.resolve(),
    });
  } finally {
    backend.adminSecret.wipe();
  }
}
