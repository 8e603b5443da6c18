import { expect, test } from "vitest";
import { clusterBinding } from "#domain/federation/cluster-binding.ts";
import { judgeClusterReview } from "#domain/federation/judge-cluster-review.ts";

const sub = "system:serviceaccount:payments:deployer";
const serviceaccount = { name: "deployer", uid: "u1" };
const pod = { name: "worker-1", uid: "p1" };
const bound = { namespace: "payments", serviceaccount, pod };
const binding = { username: sub, accountUid: "u1", podUid: "p1" };
const review = { username: sub, uid: "u1", audiences: ["us"], podUid: "p1" };

test("a token is bound to the service account and the pod that it names", () => {
  expect(clusterBinding({ sub, "kubernetes.io": bound })).toEqual({ binding });
  const { pod: _, ...podless } = bound;
  expect(clusterBinding({ sub, "kubernetes.io": podless })).toEqual({ binding: { ...binding, podUid: null } });
});

test.for([
  [{ sub: "system:serviceaccount:payments:other" }, "its subject is not the service account that it is bound to"],
  [{ sub: undefined }, "its subject is not the service account that it is bound to"],
  [{ "kubernetes.io": { ...bound, namespace: "other" } }, "its subject is not the service account that it is bound to"],
  [{ "kubernetes.io": undefined }, "it is bound to no service account"],
  [{ "kubernetes.io": "x" }, "it is bound to no service account"],
  [{ "kubernetes.io": { ...bound, namespace: "" } }, "it is bound to no service account"],
  [{ "kubernetes.io": { namespace: "payments" } }, "it is bound to no service account"],
  [{ "kubernetes.io": { ...bound, serviceaccount: { name: "deployer" } } }, "it is bound to no service account"],
  [
    { "kubernetes.io": { ...bound, serviceaccount: { ...serviceaccount, uid: "" } } },
    "it is bound to no service account",
  ],
  [{ "kubernetes.io": { ...bound, pod: { name: "worker-1" } } }, "it is bound to no service account"],
  [{ "kubernetes.io": { ...bound, pod: null } }, "it is bound to no service account"],
] as const)("%j: no binding", ([change, refusal]) => {
  expect(clusterBinding({ sub, "kubernetes.io": bound, ...change })).toEqual({ refusal });
});

test("a cluster that agrees on every field says yes", () => {
  expect(judgeClusterReview(binding, "us", review)).toBeNull();
  expect(judgeClusterReview(binding, "us", { ...review, audiences: ["us", "them"] })).toBeNull();
  expect(judgeClusterReview({ ...binding, podUid: null }, "us", { ...review, podUid: null })).toBeNull();
});

test.for([
  [{ username: "system:serviceaccount:payments:other" }, "its cluster says that it is of another service account"],
  [{ username: "" }, "its cluster says that it is of another service account"],
  [{ uid: "u2" }, "its cluster says that it is of another service account"],
  [{ uid: "" }, "its cluster says that it is of another service account"],
  [{ audiences: [] }, "its cluster does not know our audience"],
  [{ audiences: ["them"] }, "its cluster does not know our audience"],
  [{ audiences: ["us.example"] }, "its cluster does not know our audience"],
  [{ podUid: "p2" }, "its cluster knows no such pod of it"],
  [{ podUid: null }, "its cluster knows no such pod of it"],
] as const)("one that differs in %j alone says no", ([change, refusal]) => {
  expect(judgeClusterReview(binding, "us", { ...review, ...change })).toBe(refusal);
});

test("so does one that does not let it in", () => {
  expect(judgeClusterReview(binding, "us", null)).toBe("its cluster does not let it in");
});
