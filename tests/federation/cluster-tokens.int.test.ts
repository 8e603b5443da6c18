import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFederation, type Federation } from "#tests/federation/open-federation.ts";
import { startWorkloadIssuer, timesOf, type WorkloadTestIssuer } from "#tests/federation/start-workload-issuer.ts";
import { workloadAudience } from "#tests/federation/workload-tokens.ts";
import { openFixture, type DoubleFixture } from "#tests/kubernetes-double/open-fixture.ts";
import { apiAudience } from "#tests/kubernetes-double/tokens.ts";

let cluster: DoubleFixture;
let federation: Federation;
let dir: string;
let accountUid: string;
let silent: WorkloadTestIssuer;
const space = { name: "payments", path: "/api/v1/namespaces/payments" };

beforeAll(async () => {
  cluster = await openFixture();
  dir = await mkdtemp(join(tmpdir(), "latchkey-reviewer-"));
  const reviewer = join(dir, "kubeconfig");
  await writeFile(reviewer, cluster.double.kubeconfig({ token: await makeReviewer() }), { mode: 0o400 });
  const issuer = { name: "cluster", kind: "kubernetes", issuer: apiAudience, algorithms: ["ES256"], reviewer };
  silent = await startWorkloadIssuer();
  silent.isDown = true;
  federation = await openFederation({ issuers: [issuer, { name: "silent", kind: "github", issuer: silent.url }] });
  await post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "payments" } });
  accountUid = await makeAccount("deployer");
  await federation.addRule({
    issuer: "cluster",
    claims: {
      "kubernetes.io/namespace": space.name,
      "kubernetes.io/serviceaccount/name": "deployer",
      "kubernetes.io/serviceaccount/uid": accountUid,
    },
  });
});
afterAll(async () => {
  await federation[Symbol.asyncDispose]();
  await silent[Symbol.asyncDispose]();
  await cluster.double.close();
  await rm(dir, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const { code, body: made } = await cluster.call({ method: "POST", path, body });
  expect([code, made]).toEqual([201, expect.anything()]);
  return made;
}

const uidOf = (object: Record<string, unknown>) => (object.metadata as { uid: string }).uid;

/** Somebody who may ask about tokens, and nothing else. */
async function makeReviewer(): Promise<string> {
  const base = "/apis/rbac.authorization.k8s.io/v1";
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const rules = [{ apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] }];
  await post(`${base}/clusterroles`, { apiVersion, kind: "ClusterRole", metadata: { name: "reviewer" }, rules });
  await post(`${base}/clusterrolebindings`, {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name: "reviewer" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "reviewer" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "reviewer" }],
  });
  return cluster.double.addUser({ username: "reviewer", groups: ["system:serviceaccounts"] });
}

async function makeAccount(name: string): Promise<string> {
  return uidOf(
    await post(`${space.path}/serviceaccounts`, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } }),
  );
}

async function makePod(name: string): Promise<string> {
  const spec = { serviceAccountName: "deployer", containers: [{ name: "main", image: "registry.example/main:1" }] };
  return uidOf(await post(`${space.path}/pods`, { apiVersion: "v1", kind: "Pod", metadata: { name }, spec }));
}

/** What the kubelet asks for when it projects a token into a pod. */
async function project(change: object = {}, account = "deployer"): Promise<string> {
  const spec = { audiences: [workloadAudience], expirationSeconds: 600, ...change };
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
  const made = await post(`${space.path}/serviceaccounts/${account}/token`, body);
  return (made.status as { token: string }).token;
}
const boundTo = (name: string, uid: string) => ({ boundObjectRef: { kind: "Pod", apiVersion: "v1", name, uid } });

async function remove(path: string): Promise<void> {
  expect((await cluster.call({ method: "DELETE", path: `${space.path}/${path}` })).code).toBe(200);
}

test("a pod's projected token is exchanged, and the request names the pod", async () => {
  const uid = await makePod("worker-1");
  const token = await federation.accessToken(await project(boundTo("worker-1", uid)));
  const filed = await federation.as(token, "POST /api/v1/requests", {
    template: "postgres-small",
    name: `pod-${Date.now().toString(36)}`,
    team: "payments",
    environment: "dev",
    classification: "internal",
    purpose: "A pod asks.",
    onBehalfOf: "dana@latchkey.test",
  });
  expect(await filed.json()).toMatchObject({ workload: { issuer: "cluster", pod: `${space.name}/worker-1` } });
});

test("a token whose pod was deleted is refused, though its signature and its time are right", async () => {
  const uid = await makePod("gone");
  const [first, second] = [await project(boundTo("gone", uid)), await project(boundTo("gone", uid))];
  expect((await federation.exchange(first)).status).toBe(200);
  await remove("pods/gone");
  expect((await federation.exchange(second)).status).toBe(401);
  // Another pod of that name is another one.
  await makePod("gone");
  expect((await federation.exchange(second)).status).toBe(401);
});

test("so is one for another audience, for ours and another, and for the API server", async () => {
  for (const audiences of [["https://elsewhere.example"], [workloadAudience, apiAudience], [apiAudience]]) {
    expect((await federation.exchange(await project({ audiences }))).status).toBe(401);
  }
});

test("so is one of another account, and of one that was made anew under the same name", async () => {
  await makeAccount("other");
  expect((await federation.exchange(await project({}, "other"))).status).toBe(401);
  const stale = await project();
  await remove("serviceaccounts/deployer");
  const uid = await makeAccount("deployer");
  expect(uid).not.toBe(accountUid);
  for (const token of [stale, await project()]) expect((await federation.exchange(token)).status).toBe(401);
});

/** Counts what an exchange costs: calls of the reviewer, and inserts that were tried, those that were rolled back as well. */
async function costs() {
  const client = new pg.Client({ connectionString: federation.api.ledger.url });
  await client.connect();
  await client.query(`
    CREATE SEQUENCE tried_inserts;
    CREATE FUNCTION count_try() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
      $$ BEGIN PERFORM nextval('tried_inserts'); RETURN NEW; END $$;
    CREATE TRIGGER count_try BEFORE INSERT ON seen_tokens FOR EACH ROW EXECUTE FUNCTION count_try();
    CREATE TRIGGER count_try BEFORE INSERT ON service_account_tokens FOR EACH ROW EXECUTE FUNCTION count_try()`);
  let reviews = 0;
  cluster.double.refuseWhen(({ path }) => {
    if (path.endsWith("/tokenreviews")) reviews += 1;
    return null;
  });
  const read = async () => {
    const { rows } = await client.query<{ tried: number }>(
      "SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS tried FROM tried_inserts",
    );
    return { reviews, tried: rows[0]?.tried };
  };
  return {
    read,
    async [Symbol.asyncDispose]() {
      cluster.double.refuseWhen(null);
      await client.query("DROP SEQUENCE tried_inserts; DROP FUNCTION count_try CASCADE");
      await client.end();
    },
  };
}

test("a token that is valid and that no rule names costs the cluster no call and the ledger no write", async () => {
  await makeAccount("stranger");
  const uid = await makeAccount("known");
  const account = await federation.addAccount("counted");
  const known = await project({}, "known");
  await federation.addRule({
    serviceAccount: account,
    issuer: "cluster",
    claims: {
      "kubernetes.io/namespace": space.name,
      "kubernetes.io/serviceaccount/name": "known",
      "kubernetes.io/serviceaccount/uid": uid,
    },
  });
  await using counted = await costs();
  for (const token of [await project({}, "stranger"), await project({}, "stranger")]) {
    expect((await federation.exchange(token)).status).toBe(401);
  }
  // Nor does one that a rule names and that asks for what it may not have.
  expect((await federation.exchange(known, { service_account: "payments/none" })).status).toBe(401);
  expect((await federation.exchange(known, { scope: "resources:write" })).status).toBe(401);
  expect(await counted.read()).toEqual({ reviews: 0, tried: 0 });
  // The counters count: one call, and a row for the token that was taken and for the one that was given.
  expect((await federation.exchange(known)).status).toBe(200);
  expect(await counted.read()).toEqual({ reviews: 1, tried: 2 });
});

test("nobody is let in while the cluster cannot be asked, or does not let us ask", async () => {
  const account = await federation.addAccount("while-away");
  const uid = await makeAccount("lasting");
  const claims = {
    "kubernetes.io/namespace": space.name,
    "kubernetes.io/serviceaccount/name": "lasting",
    "kubernetes.io/serviceaccount/uid": uid,
  };
  await federation.addRule({ serviceAccount: account, issuer: "cluster", claims });
  const token = await project({}, "lasting");
  const told: object[] = [];
  const tell = async (response: Response) => {
    const { requestId: _, ...body } = (await response.json()) as { requestId: string };
    told.push(body);
  };
  await tell(
    await federation.exchange(await silent.sign({ iss: silent.url, aud: workloadAudience, ...timesOf(), sub: "s" })),
  );
  const { ApiRefusal } = await import("#tests/kubernetes-double/status.ts");
  for (const code of [403, 429, 500]) {
    cluster.double.refuseWhen(({ path }) =>
      path.endsWith("/tokenreviews") ? new ApiRefusal(code, "Planted", { message: "planted" }) : null,
    );
    await tell(await federation.exchange(token));
  }
  // Whoever could not be asked, and whatever was answered: one sentence, which names neither.
  expect(told[0]).toMatchObject({
    status: 503,
    error: "temporarily_unavailable",
    detail: "The token cannot be checked just now. Try again in a moment.",
  });
  expect(new Set(told.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(told).toHaveLength(4);
  cluster.double.refuseWhen(null);
  // What could not be decided marked nothing.
  expect((await federation.exchange(token)).status).toBe(200);
});
