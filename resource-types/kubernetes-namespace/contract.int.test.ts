import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { Secret } from "#domain/credentials/secret.ts";
import type { BackendConnection, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import type { ContractTarget } from "#tests/contract-suite/contract-target.ts";
import { describeContract } from "#tests/contract-suite/describe-contract.ts";
import {
  connectTenant,
  listObjects,
  openRoot,
  plantForeign,
  removeNamespace,
} from "#tests/contract-suite/kubernetes-tenant.ts";
import { addProvisioner } from "#tests/kubernetes-double/add-provisioner.ts";
import { startKubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";

describeContract(definition, { variant: "least privilege on a strict API double", open: openDouble });

/** A kubeconfig of a cluster of yours, to run the suite there too. */
const ownKubeconfig = process.env.KUBECONFIG;
if (ownKubeconfig !== undefined && ownKubeconfig !== "") {
  describeContract(definition, { variant: "the cluster of KUBECONFIG", open: () => openOwn(ownKubeconfig) });
}

async function openDouble(): Promise<ContractTarget> {
  const double = await startKubernetesDouble({ tokenCacheMs: 150 });
  const token = await addProvisioner(double);
  const label = "a strict API double over HTTPS, no real cluster, admin: least privilege";
  const kubeconfig = double.kubeconfig({ token });
  return openTarget({ label, kubeconfig, root: double.kubeconfig(), close: () => double.close() });
}

async function openOwn(file: string): Promise<ContractTarget> {
  const kubeconfig = await readFile(file, "utf8");
  const label = `the real cluster of KUBECONFIG (${serverOf(kubeconfig).host}), admin: its current context`;
  return openTarget({ label, kubeconfig, root: kubeconfig, close: async () => undefined });
}

interface Parts {
  readonly label: string;
  readonly kubeconfig: string;
  readonly root: string;
  readonly close: () => Promise<void>;
}

async function openTarget({ label, kubeconfig, root: rootConfig, close }: Parts): Promise<ContractTarget> {
  const root = await openRoot({ name: "root", adminSecret: Secret.fromText(rootConfig), settings: {} });
  const url = serverOf(kubeconfig);
  const openBackend = (port?: number): BackendConnection => {
    const text = port === undefined ? kubeconfig : throughProxy(kubeconfig, port);
    return { name: "contract", adminSecret: Secret.fromText(text), settings: {} };
  };
  return {
    label,
    upstream: { host: url.hostname, port: Number(url.port || 443) },
    openBackend,
    listObjects: () => listObjects(root),
    expectedObjects,
    removedByRevoke: (resource) => expectedObjects(resource).filter((line) => line.includes("/latchkey-g")),
    connect: connectTenant,
    refusal: /answered 401|answered 403/,
    plantForeign: (step, resource) => plantForeign(root, step, resource),
    nestedSteps: ["set-limits", "grant-access"],
    removeByHand: (resource) => removeNamespace(root, externalNames(resource).namespace),
    close: async () => {
      root.close();
      await close();
    },
  };
}

function expectedObjects(resource: ResourceIdentity): string[] {
  const { namespace, account, marker } = externalNames(resource);
  const inside = [
    "resourcequotas latchkey",
    "resourcequotas latchkey-no-system-priority",
    "limitranges latchkey",
    "networkpolicies latchkey-default-deny",
    "networkpolicies latchkey-allow-dns",
    "networkpolicies latchkey-allow-namespace",
    "roles latchkey-tenant",
    `rolebindings ${account}`,
    `serviceaccounts ${account}`,
  ];
  const lines = inside.map((line) => line.replace(" ", ` ${namespace}/`));
  return [`namespaces ${namespace}`, ...lines].map((line) => `${line} ${marker}`);
}

function serverOf(kubeconfig: string): URL {
  return new URL(currentCluster(parse(kubeconfig)).server);
}

/** The same kubeconfig by way of a port on this machine; the certificate is still checked for the server's own name. */
function throughProxy(kubeconfig: string, port: number): string {
  const config: unknown = parse(kubeconfig);
  const cluster = currentCluster(config);
  const { hostname } = new URL(cluster.server);
  cluster.server = `https://127.0.0.1:${port}`;
  if (hostname !== "127.0.0.1") cluster["tls-server-name"] = hostname;
  return stringify(config);
}

interface KubeconfigText {
  readonly "current-context": string;
  readonly contexts: readonly { readonly name: string; readonly context: { readonly cluster: string } }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { server: string; "tls-server-name"?: string };
  }[];
}

function currentCluster(config: unknown) {
  const { contexts, clusters, "current-context": current } = config as KubeconfigText;
  const name = contexts.find((each) => each.name === current)?.context.cluster;
  const found = clusters.find((each) => each.name === name);
  if (found === undefined) throw new Error("The kubeconfig has no current cluster.");
  return found.cluster;
}
