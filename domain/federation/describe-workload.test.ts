import { expect, test } from "vitest";
import { describeWorkload } from "#domain/federation/describe-workload.ts";
import { isStorable } from "#domain/federation/is-storable.ts";

const github = (issuer: string) => ({ name: "github", kind: "github", issuer }) as const;
const run = { sub: "s", repository: "acme/orders", run_id: "7001", run_attempt: "2" };

test.for([
  ["https://token.actions.githubusercontent.com", "https://github.com/acme/orders/actions/runs/7001/attempts/2"],
  ["https://token.actions.githubusercontent.com/acme", "https://github.com/acme/orders/actions/runs/7001/attempts/2"],
  ["https://token.actions.acme.ghe.com", "https://acme.ghe.com/acme/orders/actions/runs/7001/attempts/2"],
  ["https://git.acme.example/_services/token", "https://git.acme.example/acme/orders/actions/runs/7001/attempts/2"],
  ["https://elsewhere.example", null],
] as const)("leads to a run of %s where its server is known", ([issuer, runUrl]) => {
  expect(describeWorkload(github(issuer), run).runUrl).toBe(runUrl);
});

test.for([
  { repository: "acme/orders/../../evil" },
  { repository: "acme/orders?x=" },
  { repository: "javascript:alert(1)" },
  { repository: "acme/.." },
  { run_id: "7001/../../x" },
  { run_id: "" },
  { repository: ["acme/orders"] },
])("makes no address of %j", (change) => {
  expect(
    describeWorkload(github("https://token.actions.githubusercontent.com"), { ...run, ...change }).runUrl,
  ).toBeNull();
});

test("leaves out what cannot be seen and cuts what is too long", () => {
  const view = describeWorkload(github("https://ci.example"), {
    sub: "a\u202eb\u0007",
    ref: "x".repeat(9000),
    sha: 5,
    workflow_ref: "\u200b",
  });
  expect(view).toMatchObject({ subject: "ab", sha: null, workflow: null });
  expect(view.ref).toHaveLength(500);
});

test("leaves out half a letter, also where the cut makes one, so that the ledger takes it", () => {
  const view = describeWorkload(github("https://ci.example"), { sub: "a\ud800b", ref: `${"x".repeat(499)}\u{1f511}` });
  expect(view).toMatchObject({ subject: "ab", ref: "x".repeat(499) });
  expect(isStorable(view)).toBe(true);
});

test("names who started the run as the platform does, by name and number", () => {
  const gitlab = { name: "gitlab", kind: "gitlab", issuer: "https://gitlab.example" } as const;
  const { startedBy } = describeWorkload(github("https://ci.example"), { ...run, actor: "octo\u202e", actor_id: "77" });
  expect(startedBy).toEqual({ name: "octo", id: "77" });
  const job = { sub: "s", user_login: "dana", user_id: 42 };
  expect(describeWorkload(gitlab, job).startedBy).toEqual({ name: "dana", id: "42" });
  expect(describeWorkload(gitlab, { ...run, actor: "octo" }).startedBy).toBeNull();
  expect(describeWorkload(github("https://ci.example"), { ...run, actor_id: "77" }).startedBy).toEqual({
    name: null,
    id: "77",
  });
});

test("names the pod, or the service account where there is none", () => {
  const cluster = { name: "cluster", kind: "kubernetes", issuer: "https://cluster.example" } as const;
  const bound = { namespace: "payments", serviceaccount: { name: "deployer" } };
  expect(describeWorkload(cluster, { sub: "s", "kubernetes.io": bound }).pod).toBe("payments/deployer");
  const withPod = { ...bound, pod: { name: "worker-1" } };
  expect(describeWorkload(cluster, { sub: "s", "kubernetes.io": withPod }).pod).toBe("payments/worker-1");
  expect(describeWorkload(cluster, { sub: "s", "kubernetes.io": "x" }).pod).toBeNull();
});

test("a zero byte and half a surrogate pair cannot be stored, wherever they stand", () => {
  for (const bad of ["a\0", "\ud800", { a: ["x", { b: "\udc00" }] }, { "a\0": 1 }]) expect(isStorable(bad)).toBe(false);
  for (const good of ["a", 1, null, { a: ["\u{1f511}", true] }]) expect(isStorable(good)).toBe(true);
});
