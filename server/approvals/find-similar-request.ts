import type { Actor } from "#domain/access/actor.ts";
import type { QueueItem } from "#domain/contracts/queue.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { changedFields } from "#domain/requests/changed-fields.ts";
import type { ServerContext } from "#server/context.ts";
import { visibleRequests } from "#server/requests/visible-requests.ts";

/** Fields in which two requests differ by their nature. */
const unlike = ["/name", "/purpose"];

/**
 * Finds the last request of the same team for the same template that was granted and built, as far as the actor may know
 * of it, and says where this one asks for something else than that did; null: there is none.
 */
export async function findSimilarRequest(
  { db }: ServerContext,
  actor: Actor,
  request: RequestView,
): Promise<QueueItem["similar"]> {
  const { id, team, template, createdAt } = request;
  const granted = await db.prisma.request.findFirst({
    where: {
      AND: [
        {
          kind: "provision",
          team,
          templateId: template.id,
          state: "fulfilled",
          id: { not: id },
          createdAt: { lte: new Date(createdAt) },
        },
        visibleRequests(actor),
      ],
    },
    orderBy: { createdAt: "desc" },
    select: {
      id: true,
      name: true,
      createdAt: true,
      environment: true,
      classification: true,
      lifetimeHours: true,
      delivery: true,
      parameters: true,
    },
  });
  if (granted === null) return null;
  const before = { ...granted, team, parameters: granted.parameters as Readonly<Record<string, unknown>> };
  const changes = changedFields(before, request).filter(({ path }) => !unlike.includes(path));
  return { id: granted.id, name: granted.name, createdAt: granted.createdAt.toISOString(), changes: [...changes] };
}
