import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { Send } from "./api/open-cluster.ts";
import type { ApiAnswer } from "./api/send-call.ts";
import { expectCode } from "./api/map-api-error.ts";
import type { NamespaceCall } from "./call.ts";
import { poll } from "./poll.ts";
import { probePod } from "./probe-pod.ts";
import { deniedRights, grantedRights, type Right } from "./probed-rights.ts";

const settleSeconds = 10;

/**
 * Checks with a probe token what its holder can and cannot do: asks the API server, and tries the decisive ones.
 *
 * New bindings and quotas take the API server a moment, so the first answers may be asked for again.
 * @throws verification_failed with the checks that did not come out as they should
 */
export async function probeRights(tenant: Send, call: NamespaceCall): Promise<Receipt> {
  const { names, ctx } = call;
  const path = `/api/v1/namespaces/${names.namespace}`;
  const patience = { seconds: settleSeconds, signal: ctx.signal };
  const createPods = { verb: "create", group: "", resource: "pods", namespace: names.namespace };
  await poll(() => mayDo(tenant, createPods), Boolean, patience);
  const granted = grantedRights(names.namespace);
  const denied = deniedRights(names);
  const allowed = new Map<Right, boolean>();
  for (const right of [...granted, ...denied]) allowed.set(right, await mayDo(tenant, right));
  const dryRun = (pod: object) => tenant({ method: "POST", path: `${path}/pods?dryRun=All`, body: pod });
  const isSettled = ({ code, body }: ApiAnswer) =>
    code !== 403 || !String(body.message).includes("status unknown for quota");
  const pod = await poll(() => dryRun(probePod(names.account)), isSettled, patience);
  const privileged = await dryRun(probePod(names.account, { privileged: true, allowPrivilegeEscalation: true }));
  const quota = await tenant({
    method: "PATCH",
    path: `${path}/resourcequotas/latchkey?dryRun=All`,
    body: { metadata: { annotations: { "latchkey.dev/probe": "1" } } },
    contentType: "application/merge-patch+json",
  });
  const elsewhere = await tenant({ method: "GET", path: "/api/v1/namespaces/kube-system/secrets?limit=1" });
  const tried = {
    createPod: pod.code,
    privilegedPod: privileged.code,
    changeQuota: quota.code,
    secretsElsewhere: elsewhere.code,
  };
  const expected = { createPod: 201, privilegedPod: 403, changeQuota: 403, secretsElsewhere: 403 };
  const failed = [
    ...granted.filter((right) => allowed.get(right) === false).map((right) => ({ ...right, expected: "allowed" })),
    ...denied.filter((right) => allowed.get(right) === true).map((right) => ({ ...right, expected: "denied" })),
    ...Object.entries(expected).flatMap(([check, code]) => {
      const found = tried[check as keyof typeof tried];
      return found === code ? [] : [{ check, expected: code, found }];
    }),
  ];
  if (failed.length > 0) {
    throw new AppError("verification_failed", "The credential's rights are not what they should be.", {
      details: { failed, podAnswer: pod.body.message },
    });
  }
  return { tried, granted: granted.map(describe), denied: denied.map(describe) };
}

async function mayDo(tenant: Send, { verb, group, resource, subresource, namespace, name }: Right): Promise<boolean> {
  const resourceAttributes = { verb, group, resource, subresource, namespace, name };
  const answer = await tenant({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    body: { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec: { resourceAttributes } },
  });
  const { status } = expectCode(answer, "ask what the probe token may do").body;
  return typeof status === "object" && status !== null && "allowed" in status && status.allowed === true;
}

function describe({ verb, group, resource, subresource, namespace }: Right): string {
  const what = [resource, subresource].filter((part) => part !== undefined).join("/");
  return `${verb} ${what}${group === "" ? "" : `.${group}`} in ${namespace === "" ? "all namespaces" : namespace}`;
}
