import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderTemplate } from "#domain/credentials/render-template.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type { ContractCase } from "#tests/contract-suite/contract-case.ts";
import type { DeliveredFields } from "#tests/contract-suite/contract-target.ts";
import { callAs } from "#tests/contract-suite/kubernetes-tenant.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";
import { perform, provisionActs } from "#tests/contract-suite/perform.ts";
import { addProvisioner } from "#tests/kubernetes-double/add-provisioner.ts";
import { apiClient } from "#tests/kubernetes-double/api-client.ts";
import { asObject } from "#tests/kubernetes-double/json.ts";
import { startKubernetesDouble, type KubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";
import { ApiRefusal } from "#tests/kubernetes-double/status.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";
import { probePod } from "./probe-pod.ts";

let double: KubernetesDouble;
let admin: string;
let call: ReturnType<typeof apiClient>;
const parameters = definition.parameters.parse({});
const type = definition as unknown as ContractCase["type"];

beforeAll(async () => {
  double = await startKubernetesDouble();
  admin = double.kubeconfig({ token: await addProvisioner(double) });
  call = apiClient(double);
});
afterAll(() => double.close());

function open(settings: Record<string, unknown> = {}, resource = newResource()): Call {
  const openBackend = () => ({ name: "test", adminSecret: Secret.fromText(admin), settings });
  return openCall({ openBackend }, parameters, resource);
}

async function provision(made: Call): Promise<{ fields: DeliveredFields; path: string }> {
  for (const act of provisionActs(type, made.resource, parameters)) await perform(type, act, made.context());
  const fields = made.delivered.at(-1) ?? {};
  return { fields, path: `/api/v1/namespaces/${fields.namespace}` };
}

const merge = { method: "PATCH", contentType: "application/merge-patch+json" };

describe("the revealed kubeconfig", () => {
  it("creates a Pod and cannot touch its quota, and points at its own namespace", async () => {
    const made = open();
    const { fields, path } = await provision(made);
    const text = renderTemplate(definition.connection?.file?.template ?? "", fields);
    const config = parse(text) as {
      clusters: { cluster: Record<string, string> }[];
      users: { user: { token: string } }[];
      contexts: { context: Record<string, string> }[];
    };
    expect(config.contexts[0]?.context.namespace).toBe(fields.namespace);
    const tenant = {
      server: config.clusters[0]?.cluster.server ?? "",
      certificateAuthorityData: config.clusters[0]?.cluster["certificate-authority-data"] ?? "",
      token: config.users[0]?.user.token ?? "",
    };
    expect(await callAs(tenant, { method: "POST", path: `${path}/pods`, body: probePod("default") })).toMatchObject({
      code: 201,
    });
    const critical = probePod("default") as { spec: object };
    for (const priorityClassName of ["system-cluster-critical", "system-node-critical"]) {
      const pod = { ...critical, metadata: { name: "critical" }, spec: { ...critical.spec, priorityClassName } };
      expect(await callAs(tenant, { method: "POST", path: `${path}/pods`, body: pod })).toMatchObject({
        code: 403,
        text: expect.stringContaining("exceeded quota: latchkey-no-system-priority"),
      });
    }
    const body = { spec: { hard: { pods: "999" } } };
    expect(await callAs(tenant, { ...merge, path: `${path}/resourcequotas/latchkey`, body })).toMatchObject({
      code: 403,
      text: expect.stringContaining('cannot patch resource \\"resourcequotas\\"'),
    });
    expect(await callAs(tenant, { path: "/api/v1/namespaces/kube-system/secrets" })).toMatchObject({ code: 403 });
    await definition.destroy({ ...made.context(), parameters });
  });

  it("has a team beside it that is let in by its group and out with the generation", async () => {
    const made = open({ groupPrefix: "corp:" });
    const { path } = await provision(made);
    const token = double.addUser({ username: "ann", groups: ["corp:payments"] });
    const stranger = double.addUser({ username: "eve", groups: ["corp:search", "payments"] });
    expect(await call({ path: `${path}/pods`, token })).toMatchObject({ code: 200 });
    expect(await call({ path: `${path}/pods`, token: stranger })).toMatchObject({ code: 403 });
    expect(await type.revoke(made.context())).toMatchObject({ positiveControl: 200, refusal: 401 });
    expect(await call({ path: `${path}/pods`, token })).toMatchObject({ code: 403 });
    await type.destroy(made.context());
  });
});

describe("destruction", () => {
  it("says which finalizer holds it up on what, and is through once that is gone", async () => {
    const made = open({ destroyWaitSeconds: 0.3 });
    const { path, fields } = await provision(made);
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "stuck", finalizers: ["example.com/hold"] } };
    await call({ method: "POST", path: `${path}/configmaps`, body });
    const held = {
      code: "backend_unavailable",
      retryable: true,
      message: `The namespace ${fields.namespace} is still being removed: waiting for finalizer example.com/hold on configmaps.`,
    };
    await expect(type.destroy(made.context())).rejects.toMatchObject(held);
    await expect(type.destroy(made.context())).rejects.toMatchObject(held);
    await expect(type.apply("set-limits", made.context())).rejects.toMatchObject({ retryable: true });
    expect(await type.inspect(made.context())).toMatchObject({ exists: true, facts: { isTerminating: true } });
    await call({ ...merge, path: `${path}/configmaps/stuck`, body: { metadata: { finalizers: null } } });
    expect(await type.destroy(made.context())).toMatchObject({ answer: 404 });
  });
});

describe("what somebody changes by hand", () => {
  it("is told as drift, and is a conflict when it is applied again, never overwritten", async () => {
    const made = open();
    const { path } = await provision(made);
    expect(await type.inspect(made.context())).toMatchObject({ drift: [], facts: { canSignIn: true } });
    await call({ ...merge, path: `${path}/resourcequotas/latchkey`, body: { spec: { hard: { pods: "999" } } } });
    await call({ method: "DELETE", path: `${path}/limitranges/latchkey` });
    expect(await type.inspect(made.context())).toMatchObject({
      drift: [
        { what: "resourcequota latchkey: spec.hard.pods", expected: "20", found: "999", wanted: { pods: 999 } },
        { what: "limitrange latchkey", expected: "there", found: "missing" },
      ],
    });
    await expect(type.apply("set-limits", made.context())).rejects.toMatchObject({ code: "backend_conflict" });
    expect((await call({ path: `${path}/resourcequotas/latchkey` })).body).toMatchObject({
      spec: { hard: { pods: "999" } },
    });
    await type.destroy(made.context());
  });

  it("is taken back when it is to be repaired, and is no drift for the day on which the resource ends", async () => {
    const made = open();
    const { path } = await provision(made);
    const { uid } = ((await call({ path })).body as { metadata: { uid: string } }).metadata;
    await call({ ...merge, path: `${path}/resourcequotas/latchkey`, body: { spec: { hard: { pods: "999" } } } });
    await call({ method: "DELETE", path: `${path}/limitranges/latchkey` });
    await type.repair?.(made.context());
    expect(await type.inspect(made.context())).toMatchObject({ drift: [], facts: { canSignIn: true } });
    expect(await type.inspect({ ...made.context(), endsOn: "2031-01-01" })).toMatchObject({ drift: [] });
    expect((await call({ path })).body).toMatchObject({ metadata: { uid } });
    await type.destroy(made.context());
  });

  it("tells what of the quota is used, and nothing of connections, which a cluster does not have", async () => {
    const made = open();
    await provision(made);
    const { usage } = await type.inspect(made.context());
    expect(usage).toMatchObject({ connections: null, lastConnectedAt: null });
    expect(usage?.measures[0]).toEqual({ label: "Pods", value: 0, unit: "count", limit: 20 });
    await type.destroy(made.context());
  });

  it("is listed as ours where it bears our marker, and not for a label alone", async () => {
    const made = open();
    const { fields } = await provision(made);
    const labels = { "app.kubernetes.io/managed-by": "latchkey" };
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: "looks-like-ours", labels } };
    await call({ method: "POST", path: "/api/v1/namespaces", body });
    const { backend, signal, resource } = made.context();
    const { resourceId, name, team, environment, generation } = resource;
    const owned = (await type.listOwned?.({ backend, signal })) ?? [];
    const identity = { name, team, environment, generation };
    expect(owned.filter((object) => object.resourceId === resourceId)).toEqual([
      { resourceId, kind: "namespace", name: fields.namespace, identity: { ...identity, generation: 1 } },
      { resourceId, kind: "service account", name: `${String(fields.namespace)}/latchkey-g${generation}`, identity },
    ]);
    expect(owned.some((object) => object.name === "looks-like-ours")).toBe(false);
    await call({ method: "DELETE", path: "/api/v1/namespaces/looks-like-ours" });
    await type.destroy(made.context());
  });

  it("does not stand in the way of a revocation: a binding that is gone, an account made anew", async () => {
    const made = open();
    const { path, fields } = await provision(made);
    const bindings = `/apis/rbac.authorization.k8s.io/v1/namespaces/${fields.namespace}/rolebindings/latchkey-g1`;
    await call({ method: "DELETE", path: bindings });
    expect(await type.revoke(made.context())).toMatchObject({ positiveControl: 403, refusal: 401 });
    await call({
      method: "POST",
      path: `${path}/serviceaccounts`,
      body: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "latchkey-g1" } },
    });
    await expect(type.revoke(made.context())).rejects.toMatchObject({ code: "backend_conflict" });
    await type.destroy(made.context());
  });

  it("fails verification when the account holds more than it was given", async () => {
    const made = open();
    const { fields } = await provision(made);
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "latchkey-tenant" };
    const subjects = [{ kind: "ServiceAccount", name: "latchkey-g1", namespace: fields.namespace }];
    const body = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "oops" },
      roleRef,
      subjects,
    };
    const path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
    await call({ method: "POST", path, body });
    await expect(type.verify(made.context())).rejects.toMatchObject({ code: "verification_failed" });
    await call({ method: "DELETE", path: `${path}/oops` });
    await type.destroy(made.context());
  });
});

describe("an API server that does not do as asked", () => {
  it.each([
    [429, { code: "backend_unavailable", retryable: true, details: { retryAfterSeconds: 2 } }],
    [503, { code: "backend_unavailable", retryable: true }],
    [401, { code: "backend_refused", retryable: false }],
    [403, { code: "backend_refused", retryable: false }],
  ])("with %i ends the call with the right error", async (code, expected) => {
    const made = open();
    double.refuseWhen(() => new ApiRefusal(code, "Planted", { message: "planted", retryAfterSeconds: 2 }));
    try {
      await expect(type.apply("create-namespace", made.context())).rejects.toMatchObject(expected);
    } finally {
      double.refuseWhen(null);
    }
  });

  it("is not called at all when its certificate is not the one of the kubeconfig", async () => {
    const other = await startKubernetesDouble();
    const secret = Secret.fromText(other.kubeconfig({ port: double.port }));
    const backend = { name: "test", adminSecret: secret, settings: {} };
    await expect(type.inspect(open().context({ backend }))).rejects.toMatchObject({ code: "backend_refused" });
    await other.close();
  });
});

it("keeps each generation's credential apart", async () => {
  const first = open();
  const { fields, path } = await provision(first);
  const second = open({}, { ...first.resource, generation: 2 });
  await perform(type, { method: "apply", step: "grant-access" }, second.context());
  await type.verify(second.context());
  await type.revoke(first.context());
  expect((await callAs(fields, { path: `${path}/pods` })).code).toBe(401);
  expect((await callAs(second.delivered[0] ?? {}, { path: `${path}/pods` })).code).toBe(200);
  const account = await call({ path: `${path}/serviceaccounts/latchkey-g2` });
  expect(asObject(asObject(account.body.metadata).annotations)["latchkey.dev/token-expires-at"]).toBe(
    second.delivered[0]?.expiresAt,
  );
  expect((await call({ path: `${path}/secrets` })).body.items).toEqual([]);
  await type.destroy(first.context());
  expect(externalNames(first.resource).namespace).toBe(fields.namespace);
});
