import { request } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { apiClient } from "#tests/kubernetes-double/api-client.ts";
import { asObject, asObjects, type JsonObject } from "#tests/kubernetes-double/json.ts";
import type { KubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";
import { openFixture, type DoubleFixture } from "#tests/kubernetes-double/open-fixture.ts";
import { ApiRefusal } from "#tests/kubernetes-double/status.ts";

let fixture: DoubleFixture;
let double: KubernetesDouble;
let call: ReturnType<typeof apiClient>;

beforeAll(async () => {
  fixture = await openFixture();
  ({ double, call } = fixture);
});
afterAll(() => double.close());

const newNamespace = () => fixture.newNamespace();
const configMap = (name: string, more: JsonObject = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  ...more,
});
const applyTo = (path: string, body: JsonObject, query = "fieldManager=a") =>
  call({ method: "PATCH", path: `${path}?${query}`, body, contentType: "application/apply-patch+yaml" });

describe("who calls", () => {
  it.each([null, "nonsense", "a.b.c"])("is refused with 401 for the token %j", async (token) => {
    const answer = await call({ path: "/api/v1/namespaces", token });
    expect(answer).toMatchObject({ code: 401, body: { kind: "Status", reason: "Unauthorized", code: 401 } });
  });

  it("is told 403 in the server's own words when nothing allows it", async () => {
    const token = double.addUser({ username: "ann", groups: ["devs"] });
    const { path, name } = await newNamespace();
    expect(await call({ path: `${path}/pods/x`, token })).toMatchObject({
      code: 403,
      body: {
        reason: "Forbidden",
        message: `pods "x" is forbidden: User "ann" cannot get resource "pods" in API group "" in the namespace "${name}"`,
        details: { name: "x", kind: "pods" },
      },
    });
  });
});

describe("what is written", () => {
  it("has uid, version, time and owner of its fields, and comes back as it was sent", async () => {
    const { path, name } = await newNamespace();
    const answer = await call({
      method: "POST",
      path: `${path}/configmaps`,
      body: configMap("m", { data: { a: "1" } }),
    });
    expect(answer).toMatchObject({ code: 201, body: { metadata: { name: "m", namespace: name }, data: { a: "1" } } });
    const metadata = asObject(answer.body.metadata);
    for (const key of ["uid", "resourceVersion", "creationTimestamp"]) expect(metadata[key]).toBeTypeOf("string");
    expect(metadata.managedFields).toMatchObject([
      { manager: "test", operation: "Update", fieldsType: "FieldsV1", fieldsV1: { "f:data": { "f:a": {} } } },
    ]);
  });

  it("is refused where it exists, where its namespace is missing, and under a foreign name or kind", async () => {
    const { path } = await newNamespace();
    const post = (body: JsonObject, at = path) => call({ method: "POST", path: `${at}/configmaps`, body });
    await post(configMap("m"));
    expect(await post(configMap("m"))).toMatchObject({ code: 409, body: { reason: "AlreadyExists" } });
    expect(await post(configMap("m"), "/api/v1/namespaces/nowhere")).toMatchObject({
      code: 404,
      body: { reason: "NotFound" },
    });
    expect(await post({ ...configMap("n"), kind: "Secret" })).toMatchObject({
      code: 400,
      body: { reason: "BadRequest" },
    });
    expect(await call({ method: "POST", path: `${path}/gadgets`, body: {} })).toMatchObject({ code: 404 });
    expect(await call({ path: "/apis/gadgets.io/v1/gadgets" })).toMatchObject({ code: 404, body: { kind: "Status" } });
  });

  it.each([
    [{ name: "Upper" }, "metadata.name"],
    [{ name: "a".repeat(254) }, "metadata.name"],
    [{ name: "" }, "metadata.name"],
    [{ name: "a", labels: { x: "a b" } }, "metadata.labels"],
    [{ name: "a", labels: { x: "a".repeat(64) } }, "metadata.labels"],
    [{ name: "a", labels: { "-x": "a" } }, "metadata.labels"],
    [{ name: "a", annotations: { x: "a".repeat(262_145) } }, "metadata.annotations"],
  ])("is refused with 422 and the field for metadata %#", async (metadata, field) => {
    const { path } = await newNamespace();
    const answer = await call({ method: "POST", path: `${path}/configmaps`, body: { ...configMap("x"), metadata } });
    expect(answer).toMatchObject({ code: 422, body: { reason: "Invalid", details: { causes: [{ field }] } } });
  });

  it("refuses a namespace whose name is no DNS label", async () => {
    for (const name of ["a.b", "a".repeat(64), "-a"]) {
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
      expect(await call({ method: "POST", path: "/api/v1/namespaces", body })).toMatchObject({ code: 422 });
    }
  });

  it("loses unknown fields, or is refused for them when validation is strict", async () => {
    const { path } = await newNamespace();
    const body = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "q" },
      spec: { hard: { pods: "1" }, hart: 1 },
    };
    const strict = await call({ method: "POST", path: `${path}/resourcequotas?fieldValidation=Strict`, body });
    expect(strict).toMatchObject({ code: 400, body: { message: 'strict decoding error: unknown field "spec.hart"' } });
    const lax = await call({ method: "POST", path: `${path}/resourcequotas`, body });
    expect(lax.body.spec).toEqual({ hard: { pods: "1" } });
    expect(await applyTo(`${path}/resourcequotas/q`, body)).toMatchObject({ code: 400 });
  });

  it("is checked and not kept in a dry run", async () => {
    const { path } = await newNamespace();
    const order = { method: "POST", path: `${path}/configmaps?dryRun=All`, body: configMap("m") };
    expect(await call(order)).toMatchObject({ code: 201 });
    expect(await call({ path: `${path}/configmaps/m` })).toMatchObject({ code: 404 });
    expect(await call({ ...order, path: `${path}/configmaps?dryRun=Some` })).toMatchObject({ code: 400 });
  });

  it("replaces only what the writer has read, and no other object of that name", async () => {
    const { path } = await newNamespace();
    const made = await call({ method: "POST", path: `${path}/configmaps`, body: configMap("m", { data: { a: "1" } }) });
    const stale = made.body;
    const changed = await call({ method: "PUT", path: `${path}/configmaps/m`, body: { ...stale, data: { a: "2" } } });
    expect(changed).toMatchObject({ code: 200, body: { data: { a: "2" } } });
    const late = await call({ method: "PUT", path: `${path}/configmaps/m`, body: { ...stale, data: { a: "3" } } });
    expect(late).toMatchObject({
      code: 409,
      body: { reason: "Conflict", message: expect.stringContaining("the object has been modified") },
    });
    const merge = { method: "PATCH", path: `${path}/configmaps/m`, contentType: "application/merge-patch+json" };
    expect((await call({ ...merge, body: { data: { a: null, b: "1" } } })).body.data).toEqual({ b: "1" });
    expect(await call({ ...merge, body: {}, contentType: "application/json-patch+json" })).toMatchObject({ code: 415 });
  });

  it("ends only under its preconditions, and stays while a finalizer holds it", async () => {
    const { path } = await newNamespace();
    await call({
      method: "POST",
      path: `${path}/configmaps`,
      body: { ...configMap("m"), metadata: { name: "m", finalizers: ["example.com/hold"] } },
    });
    const end = (body: JsonObject) => call({ method: "DELETE", path: `${path}/configmaps/m`, body });
    expect(await end({ preconditions: { uid: "another" } })).toMatchObject({ code: 409, body: { reason: "Conflict" } });
    expect(await end({ propagationPolicy: "Sideways" })).toMatchObject({ code: 422 });
    expect(await end({})).toMatchObject({ code: 200, body: { metadata: { deletionTimestamp: expect.any(String) } } });
    const release = { method: "PATCH", path: `${path}/configmaps/m`, contentType: "application/merge-patch+json" };
    await call({ ...release, body: { metadata: { finalizers: null } } });
    expect(await call({ path: `${path}/configmaps/m` })).toMatchObject({ code: 404 });
  });
});

describe("server-side apply", () => {
  it("wants a field manager, creates, changes nothing the second time, and removes what is no longer named", async () => {
    const { path } = await newNamespace();
    const at = `${path}/configmaps/m`;
    const whole = configMap("m", { data: { a: "1", b: "2" } });
    expect(await applyTo(at, whole, "")).toMatchObject({ code: 422 });
    const first = await applyTo(at, whole);
    const second = await applyTo(at, whole);
    expect([first.code, second.code]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    expect((await applyTo(at, configMap("m", { data: { a: "1" } }))).body.data).toEqual({ a: "1" });
  });

  it("refuses to change what another manager owns, names it, and takes it over when forced", async () => {
    const { path } = await newNamespace();
    const at = `${path}/configmaps/m`;
    await applyTo(at, configMap("m", { data: { a: "1", b: "1" } }));
    const shared = await applyTo(at, configMap("m", { data: { a: "1" } }), "fieldManager=b");
    expect(shared).toMatchObject({ code: 200 });
    const refused = await applyTo(at, configMap("m", { data: { a: "2" } }), "fieldManager=b");
    expect(refused).toMatchObject({
      code: 409,
      body: {
        reason: "Conflict",
        details: { causes: [{ reason: "FieldManagerConflict", field: ".data.a", message: 'conflict with "a"' }] },
      },
    });
    const forced = await applyTo(at, configMap("m", { data: { a: "2" } }), "fieldManager=b&force=true");
    expect(forced).toMatchObject({ code: 200, body: { data: { a: "2", b: "1" } } });
    expect(await applyTo(at, configMap("m", { data: { a: "1", b: "1" } }))).toMatchObject({ code: 409 });
  });
});

describe("a namespace", () => {
  it("terminates: contents go, nothing new comes in, the name is taken until it is gone", async () => {
    const { path, name } = await newNamespace();
    await call({
      method: "POST",
      path: `${path}/configmaps`,
      body: { ...configMap("stuck"), metadata: { name: "stuck", finalizers: ["example.com/hold"] } },
    });
    await call({ method: "POST", path: `${path}/configmaps`, body: configMap("loose") });
    expect(await call({ method: "DELETE", path })).toMatchObject({
      code: 200,
      body: { status: { phase: "Terminating" } },
    });
    expect(await call({ method: "POST", path: `${path}/configmaps`, body: configMap("late") })).toMatchObject({
      code: 403,
      body: { details: { causes: [{ reason: "NamespaceTerminating" }] } },
    });
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    expect(await call({ method: "POST", path: "/api/v1/namespaces", body })).toMatchObject({
      code: 409,
      body: { reason: "AlreadyExists" },
    });
    const conditions = async () => asObjects(asObject((await call({ path })).body.status).conditions);
    await expect.poll(conditions).toMatchObject([
      {
        type: "NamespaceContentRemaining",
        status: "True",
        message: "Some resources are remaining: configmaps. has 1 resource instances",
      },
      {
        type: "NamespaceFinalizersRemaining",
        message: expect.stringContaining("example.com/hold in 1 resource instances"),
      },
    ]);
    const release = { method: "PATCH", path: `${path}/configmaps/stuck`, contentType: "application/merge-patch+json" };
    await call({ ...release, body: { metadata: { finalizers: [] } } });
    await expect.poll(async () => (await call({ path })).code).toBe(404);
  });
});

describe("lists and watches", () => {
  it("select by labels and fields, page, and carry a version", async () => {
    const { path } = await newNamespace();
    for (const [name, tier] of [
      ["a", "x"],
      ["b", "y"],
      ["c", "x"],
    ] as const) {
      await call({
        method: "POST",
        path: `${path}/configmaps`,
        body: { ...configMap(name), metadata: { name, labels: { tier } } },
      });
    }
    const names = async (query: string) =>
      asObjects((await call({ path: `${path}/configmaps?${query}` })).body.items).map(
        ({ metadata }) => asObject(metadata).name,
      );
    expect(await names("labelSelector=tier%3Dx")).toEqual(["a", "c"]);
    expect(await names("labelSelector=tier+in+(x,y),tier!%3Dx")).toEqual(["b"]);
    expect(await names("labelSelector=!tier")).toEqual(["kube-root-ca.crt"]);
    expect(await names("fieldSelector=metadata.name%3Db")).toEqual(["b"]);
    const page = await call({ path: `${path}/configmaps?limit=2` });
    expect(page.body).toMatchObject({
      kind: "ConfigMapList",
      metadata: { remainingItemCount: 2, resourceVersion: expect.any(String) },
    });
    expect(await call({ path: `${path}/configmaps?fieldSelector=data.a%3Db` })).toMatchObject({ code: 400 });
  });

  it("tell additions, changes and ends as lines, and that a version is too old", async () => {
    const { path } = await newNamespace();
    const version = String(asObject((await call({ path: `${path}/configmaps` })).body.metadata).resourceVersion);
    const watched = readWatch(`${path}/configmaps?watch=true&resourceVersion=${version}`, 3);
    await call({ method: "POST", path: `${path}/configmaps`, body: configMap("m") });
    await call({ method: "PUT", path: `${path}/configmaps/m`, body: configMap("m", { data: { a: "1" } }) });
    await call({ method: "DELETE", path: `${path}/configmaps/m` });
    expect((await watched).map(({ type }) => type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    double.store.forgetHistory();
    const [late] = await readWatch(`${path}/configmaps?watch=true&resourceVersion=${version}`, 1);
    expect(late).toMatchObject({ type: "ERROR", object: { kind: "Status", code: 410 } });
  });

  function readWatch(path: string, lines: number): Promise<JsonObject[]> {
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject[]>();
    const headers = { authorization: `Bearer ${double.rootToken}` };
    const req = request(`${double.url}${path}`, { ca: double.caCertificate, headers, agent: false }, (res) => {
      let text = "";
      res.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
        const whole = text.split("\n").slice(0, -1);
        if (whole.length < lines) return;
        resolve(whole.map((line) => JSON.parse(line) as JsonObject));
        req.destroy();
      });
    });
    req.on("error", reject);
    req.end();
    return promise;
  }
});

it("refuses what a test tells it to, with Retry-After", async () => {
  double.refuseWhen(() => new ApiRefusal(429, "TooManyRequests", { message: "slow down", retryAfterSeconds: 2 }));
  expect(await call({ path: "/api" })).toMatchObject({ code: 429, headers: { "retry-after": "2" } });
  double.refuseWhen(null);
  expect(await call({ path: "/api" })).toMatchObject({ code: 200 });
});
