import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { deleteObject } from "./api/delete-object.ts";
import { mapRefusal } from "./api/map-api-error.ts";
import type { Manifest } from "./api/object-path.ts";
import type { Send } from "./api/open-cluster.ts";
import { readObject } from "./api/read-object.ts";
import { withCall, type KubernetesContext, type NamespaceCall } from "./call.ts";
import { mintToken } from "./mint-token.ts";
import { assertOwn, foreign, observeNamespace } from "./observe.ts";
import { poll } from "./poll.ts";

const probeSeconds = 600;

/**
 * Ends the access of this generation, the team's by its group and the account's by its tokens, and proves it.
 *
 * A probe token of the account is let in; then role binding and account are deleted; then the same token must be answered
 * 401. A 403 would only say that its rights are gone. An account that is gone already counts as success. The namespace,
 * what runs in it and other generations stay as they are.
 * @throws verification_failed when an answer is not the expected one, backend_conflict for what is not ours
 */
export async function revoke(ctx: KubernetesContext): Promise<Receipt> {
  return withCall(ctx, async (call) => {
    const { manifests, names } = call;
    const seen = await observeNamespace(call);
    if (seen.kind === "foreign") throw foreign(manifests.namespace);
    if (seen.kind === "absent") return { ...names, alreadyGone: true };
    const account = await readObject(call.cluster.send, manifests.account);
    if (account !== null) assertOwn(account, manifests.account);
    const { uid } = account?.metadata ?? {};
    if (uid === undefined || seen.isTerminating) {
      await end(call, manifests.binding);
      await end(call, manifests.account);
      await ctx.failpoint("kubernetes.after-end-without-probe");
      return { ...names, alreadyGone: true };
    }
    return { ...names, uid, ...(await prove(call, uid)) };
  });
}

async function prove(call: NamespaceCall, uid: string): Promise<Receipt> {
  const { ctx, cluster, manifests, names, settings } = call;
  const { token } = await mintToken(call, uid, probeSeconds);
  try {
    const ask = () => askAs(cluster.as(token), names.namespace);
    const positiveControl = await poll(ask, (code) => code !== 401, { seconds: 2, signal: ctx.signal });
    if (positiveControl === 401) {
      throw new AppError("verification_failed", "The API server does not know a token that it has just issued.");
    }
    await ctx.failpoint("kubernetes.after-positive-control");
    await end(call, manifests.binding);
    await ctx.failpoint("kubernetes.after-end-binding");
    await end(call, manifests.account);
    await ctx.failpoint("kubernetes.after-end-account");
    const patience = { seconds: settings.revokeWaitSeconds, signal: ctx.signal };
    const refusal = await poll(ask, (code) => code === 401, patience);
    if (refusal !== 401) {
      const details = { positiveControl, refusal };
      throw new AppError("verification_failed", "The API server still knows a token of the deleted account.", {
        details,
      });
    }
    return { positiveControl, refusal };
  } finally {
    token.wipe();
  }
}

/** Status of a read in the namespace; 200 or 403 for a token that the server knows, 401 for one that it does not. */
async function askAs(tenant: Send, namespace: string): Promise<number> {
  const answer = await tenant({ method: "GET", path: `/api/v1/namespaces/${namespace}/pods?limit=1` });
  if (![200, 401, 403].includes(answer.code)) throw mapRefusal(answer, "list pods with the probe token");
  return answer.code;
}

async function end({ ctx, cluster }: NamespaceCall, manifest: Manifest): Promise<void> {
  const live = await readObject(cluster.send, manifest);
  if (live === null) return;
  assertOwn(live, manifest);
  await ctx.assertFence();
  await deleteObject(cluster, manifest, live.metadata.uid);
}
