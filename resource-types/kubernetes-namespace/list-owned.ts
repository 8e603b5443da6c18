import { z } from "zod";
import type { BackendContext, OwnedObject } from "#domain/provisioning/resource-type.ts";
import { expectCode } from "./api/map-api-error.ts";
import { openCluster, type Cluster } from "./api/open-cluster.ts";
import { readBackendSettings } from "./backend-settings.ts";
import { managedLabel, markerAnnotation, nameAnnotation, environmentLabel, teamLabel } from "./manifests/marks.ts";

const words = z.record(z.string(), z.string()).default({});
const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string().optional(), annotations: words, labels: words }),
    }),
  ),
});
type Listed = z.output<typeof listSchema>["items"][number]["metadata"];

/**
 * Lists the namespaces that bear our marker and the accounts of every generation in them.
 *
 * Everything else of a resource lies in its namespace and goes with it.
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function listOwned({ backend, signal }: BackendContext): Promise<readonly OwnedObject[]> {
  const cluster = await openCluster({ backend, settings: readBackendSettings(backend), signal });
  try {
    const namespaces = await list(cluster, "namespaces");
    const accounts = await list(cluster, "serviceaccounts");
    return [
      ...namespaces.flatMap((found) => owned("namespace", found)),
      ...accounts.flatMap((found) => owned("service account", found)),
    ];
  } finally {
    cluster.close();
  }
}

async function list({ send }: Cluster, plural: "namespaces" | "serviceaccounts"): Promise<readonly Listed[]> {
  const selector = encodeURIComponent(`${managedLabel.name}=${managedLabel.value}`);
  const answer = await send({ method: "GET", path: `/api/v1/${plural}?labelSelector=${selector}` });
  return listSchema.parse(expectCode(answer, `list ${plural}`).body).items.map(({ metadata }) => metadata);
}

function owned(kind: string, { name, namespace, annotations, labels }: Listed): OwnedObject[] {
  const resourceId = annotations[markerAnnotation];
  if (resourceId === undefined) return [];
  const generation = Number(/^latchkey-g([1-9]\d{0,4})$/.exec(name)?.[1] ?? 1);
  const [own, team, environment] = [annotations[nameAnnotation], labels[teamLabel], labels[environmentLabel]];
  const isTold = own !== undefined && team !== undefined && environment !== undefined;
  const identity = isTold ? { identity: { name: own, team, environment, generation } } : {};
  return [{ kind, resourceId, name: namespace === undefined ? name : `${namespace}/${name}`, ...identity }];
}
