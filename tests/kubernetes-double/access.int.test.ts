import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiClient } from "#tests/kubernetes-double/api-client.ts";
import { asObject, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { startKubernetesDouble, type KubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";
import { openFixture, type DoubleFixture } from "#tests/kubernetes-double/open-fixture.ts";

let fixture: DoubleFixture;
let double: KubernetesDouble;
let call: ReturnType<typeof apiClient>;

beforeAll(async () => {
  fixture = await openFixture();
  ({ double, call } = fixture);
});
afterAll(() => double.close());

const newNamespace = (labels: Record<string, string> = {}) => fixture.newNamespace(labels);
const goodPod = (name: string, more: JsonObject = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "c",
        image: "i",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        ...more,
      },
    ],
  },
});

describe("admission of pods", () => {
  it("enforces the namespace's Pod Security level", async () => {
    const { path } = await newNamespace({ "pod-security.kubernetes.io/enforce": "restricted" });
    const post = (body: JsonObject) => call({ method: "POST", path: `${path}/pods`, body });
    expect(await post(goodPod("good"))).toMatchObject({ code: 201 });
    expect(await post(goodPod("bad", { securityContext: { privileged: true } }))).toMatchObject({
      code: 403,
      body: { message: expect.stringContaining('violates PodSecurity "restricted:latest": privileged') },
    });
    expect(await post({ ...goodPod("host"), spec: { ...goodPod("host").spec, hostNetwork: true } })).toMatchObject({
      code: 403,
    });
  });

  it("counts quotas, wants requests where they are limited, and fills in defaults", async () => {
    const { path } = await newNamespace();
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "q" },
      spec: { hard: { pods: "2", "requests.cpu": "1" } },
    };
    const post = (body: JsonObject) => call({ method: "POST", path: `${path}/pods`, body });
    await call({ method: "POST", path: `${path}/resourcequotas`, body: quota });
    expect(await post(goodPod("early"))).toMatchObject({
      code: 403,
      body: { message: expect.stringContaining("status unknown for quota: q") },
    });
    await expect.poll(async () => (await post(goodPod("unsaid"))).body.message).toContain("must specify requests.cpu");
    const spec = { limits: [{ type: "Container", default: { cpu: "500m" }, defaultRequest: { cpu: "400m" } }] };
    await call({
      method: "POST",
      path: `${path}/limitranges`,
      body: { apiVersion: "v1", kind: "LimitRange", metadata: { name: "l" }, spec },
    });
    expect(await post(goodPod("one"))).toMatchObject({
      code: 201,
      body: { spec: { containers: [{ resources: { requests: { cpu: "400m" } } }] } },
    });
    expect(await post(goodPod("two"))).toMatchObject({ code: 201 });
    expect(await post(goodPod("three"))).toMatchObject({
      code: 403,
      body: { message: expect.stringContaining("exceeded quota: q") },
    });
  });
});

describe("tokens of service accounts", () => {
  it("are bound to the account's uid, have an end of at least 10 minutes, and are for their audience only", async () => {
    const { path, name } = await newNamespace();
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "sa" } };
    const make = () => call({ method: "POST", path: `${path}/serviceaccounts`, body: account });
    const ask = (spec: JsonObject) =>
      call({ method: "POST", path: `${path}/serviceaccounts/sa/token`, body: { spec } });
    await make();
    expect(await ask({ expirationSeconds: 10 })).toMatchObject({ code: 422, body: { reason: "Invalid" } });
    const made = await ask({ expirationSeconds: 600 });
    expect(made).toMatchObject({
      code: 201,
      body: { kind: "TokenRequest", status: { expirationTimestamp: expect.any(String) } },
    });
    const token = String(asObject(made.body.status).token);
    const whoAmI = (asked: string) =>
      call({ method: "POST", path: "/apis/authentication.k8s.io/v1/selfsubjectreviews", body: {}, token: asked });
    expect(await whoAmI(token)).toMatchObject({
      code: 201,
      body: { status: { userInfo: { username: `system:serviceaccount:${name}:sa` } } },
    });
    const foreign = await ask({ audiences: ["vault"], expirationSeconds: 600 });
    expect(await whoAmI(String(asObject(foreign.body.status).token))).toMatchObject({ code: 401 });
    await call({ method: "DELETE", path: `${path}/serviceaccounts/sa` });
    await make();
    expect(await whoAmI(token)).toMatchObject({ code: 401 });
  });

  it("end", async () => {
    let now = Date.now();
    const late = await startKubernetesDouble({ now: () => now });
    const token = late.tokens.issue(
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "default", namespace: "default", uid: "u", resourceVersion: "1", creationTimestamp: "" },
      },
      { audiences: ["https://kubernetes.default.svc.cluster.local"], seconds: 600 },
    ).token;
    now += 601_000;
    expect(await apiClient(late)({ path: "/api", token })).toMatchObject({ code: 401 });
    await late.close();
  });
});

describe("roles", () => {
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const rule = (verbs: string[], resources: string[], apiGroups = [""]) => ({ apiGroups, resources, verbs });

  async function grant(namespace: string, user: string, rules: JsonObject[]) {
    const base = { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: user } };
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: user };
    const subjects = [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: user }];
    const path = `${rbac}/namespaces/${namespace}`;
    await call({ method: "POST", path: `${path}/roles`, body: { ...base, kind: "Role", rules } });
    await call({
      method: "POST",
      path: `${path}/rolebindings`,
      body: { ...base, kind: "RoleBinding", roleRef, subjects },
    });
    return double.addUser({ username: user, groups: [] });
  }

  it("allow what they say, in their namespace only, and reviews answer the same", async () => {
    const [here, there] = [await newNamespace(), await newNamespace()];
    const token = await grant(here.name, "ben", [rule(["get", "list"], ["pods"])]);
    expect(await call({ path: `${here.path}/pods`, token })).toMatchObject({ code: 200 });
    expect(await call({ path: `${there.path}/pods`, token })).toMatchObject({ code: 403 });
    expect(await call({ path: "/api/v1/pods", token })).toMatchObject({ code: 403 });
    expect(await call({ method: "DELETE", path: `${here.path}/pods`, token })).toMatchObject({ code: 403 });
    const ask = async (namespace: string) => {
      const body = { spec: { resourceAttributes: { verb: "list", resource: "pods", namespace } } };
      const answer = await call({
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        body,
        token,
      });
      return asObject(answer.body.status).allowed;
    };
    expect([await ask(here.name), await ask(there.name)]).toEqual([true, false]);
  });

  it("cannot be used to give away more than one has", async () => {
    const { name } = await newNamespace();
    const token = await grant(name, "cas", [
      rule(["get"], ["pods"]),
      rule(["create", "update", "patch"], ["roles", "rolebindings"], ["rbac.authorization.k8s.io"]),
    ]);
    const role = (rules: JsonObject[]) => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "r" },
      rules,
    });
    const path = `${rbac}/namespaces/${name}/roles`;
    expect(await call({ method: "POST", path, body: role([rule(["delete"], ["pods"])]), token })).toMatchObject({
      code: 403,
      body: { message: expect.stringContaining("is attempting to grant RBAC permissions not currently held") },
    });
    expect(await call({ method: "POST", path, body: role([rule(["get"], ["pods"])]), token })).toMatchObject({
      code: 201,
    });
    await call({ method: "PUT", path: `${path}/r`, body: role([rule(["delete"], ["pods"])]) });
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "b" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
      subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "cas" }],
    };
    const bindings = `${rbac}/namespaces/${name}/rolebindings`;
    expect(await call({ method: "POST", path: bindings, body: binding, token })).toMatchObject({ code: 403 });
    await call({ method: "POST", path: bindings, body: binding });
    const other = { ...binding, roleRef: { ...binding.roleRef, name: "cas" } };
    expect(await call({ method: "PUT", path: `${bindings}/b`, body: other })).toMatchObject({ code: 422 });
  });
});
