import { request } from "node:https";
import type { BackendConnection, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { openCluster, type Cluster } from "#resource-types/kubernetes-namespace/api/open-cluster.ts";
import { readBackendSettings } from "#resource-types/kubernetes-namespace/backend-settings.ts";
import { externalNames } from "#resource-types/kubernetes-namespace/external-names.ts";
import { markerAnnotation } from "#resource-types/kubernetes-namespace/manifests/marks.ts";
import type { DeliveredFields, TenantSession } from "#tests/contract-suite/contract-target.ts";

const core = "/api/v1";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const collections = [
  `${core}/namespaces`,
  `${core}/resourcequotas`,
  `${core}/limitranges`,
  `${core}/serviceaccounts`,
  "/apis/networking.k8s.io/v1/networkpolicies",
  `${rbac}/roles`,
  `${rbac}/rolebindings`,
];

interface Listed {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Opens the cluster as whoever the kubeconfig is for, to look behind the type's back. */
export async function openRoot(backend: BackendConnection): Promise<Cluster> {
  return openCluster({ backend, settings: readBackendSettings(backend), signal: new AbortController().signal });
}

/** One line for every object of the kinds that the type makes, with its marker; accounts that clusters make are left out. */
export async function listObjects(root: Cluster): Promise<string[]> {
  const lines: string[] = [];
  for (const path of collections) {
    const { code, body } = await root.send({ method: "GET", path });
    if (code !== 200) throw new Error(`The cluster answered ${code} to ${path}.`);
    for (const { metadata } of body.items as readonly Listed[]) {
      const { name, namespace, annotations } = metadata;
      if (path.endsWith("/serviceaccounts") && name === "default") continue;
      const place = namespace === undefined ? name : `${namespace}/${name}`;
      lines.push(`${path.split("/").at(-1)} ${place} ${annotations?.[markerAnnotation] ?? "unmarked"}`);
    }
  }
  return lines;
}

/** Makes a thing of the name that `step` would use; a namespace even with the label that says it is ours. */
export async function plantForeign(root: Cluster, step: string, resource: ResourceIdentity): Promise<string[]> {
  const { namespace, account } = externalNames(resource);
  const labels = { "app.kubernetes.io/managed-by": "latchkey" };
  const plant = async (path: string, body: object) => {
    const { code } = await root.send({ method: "POST", path, body: { apiVersion: "v1", ...body } });
    if (code !== 201) throw new Error(`The cluster answered ${code} to ${path}.`);
  };
  const inside = `${core}/namespaces/${namespace}`;
  switch (step) {
    case "create-namespace":
      await plant(`${core}/namespaces`, { kind: "Namespace", metadata: { name: namespace, labels } });
      return [`namespaces ${namespace} unmarked`];
    case "set-limits":
      await plant(`${inside}/resourcequotas`, {
        kind: "ResourceQuota",
        metadata: { name: "latchkey" },
        spec: { hard: { pods: "1" } },
      });
      return [`resourcequotas ${namespace}/latchkey unmarked`];
    default:
      await plant(`${inside}/serviceaccounts`, { kind: "ServiceAccount", metadata: { name: account } });
      return [`serviceaccounts ${namespace}/${account} unmarked`];
  }
}

/** Deletes a namespace and waits until it is gone. */
export async function removeNamespace(root: Cluster, namespace: string): Promise<void> {
  const path = `${core}/namespaces/${namespace}`;
  await root.send({ method: "DELETE", path });
  while ((await root.send({ method: "GET", path })).code !== 404)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Uses a credential as its recipient would: a session is alive as long as its next call is answered. */
export async function connectTenant(fields: DeliveredFields): Promise<TenantSession> {
  const path = `${core}/namespaces/${fields.namespace}/pods`;
  const { code } = await callAs(fields, { path });
  if (code !== 200) throw new Error(`The API server answered ${code}.`);
  return {
    isAlive: async () => (await callAs(fields, { path })).code === 200,
    close: async () => undefined,
  };
}

/** Sends one call with nothing but what a credential's fields say. */
export async function callAs(
  fields: DeliveredFields,
  order: { readonly path: string; readonly method?: string; readonly body?: object; readonly contentType?: string },
): Promise<{ readonly code: number; readonly text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; text: string }>();
  const body = order.body === undefined ? "" : JSON.stringify(order.body);
  const ca = Buffer.from(String(fields.certificateAuthorityData), "base64").toString("utf8");
  const headers = {
    authorization: `Bearer ${fields.token}`,
    "content-type": order.contentType ?? "application/json",
    "content-length": Buffer.byteLength(body),
  };
  const req = request(
    `${fields.server}${order.path}`,
    { method: order.method ?? "GET", headers, ca, agent: false },
    (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => resolve({ code: res.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }));
    },
  );
  req.on("error", reject);
  req.end(body);
  return promise;
}
