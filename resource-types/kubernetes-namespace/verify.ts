import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { applyManifest, sendApply } from "./api/apply-manifest.ts";
import { deleteObject } from "./api/delete-object.ts";
import { expectCode } from "./api/map-api-error.ts";
import { objectPath, type Manifest } from "./api/object-path.ts";
import { parseObject } from "./api/read-object.ts";
import { withCall, type KubernetesContext, type NamespaceCall } from "./call.ts";
import { expiryAnnotation } from "./manifests/marks.ts";
import { mintToken } from "./mint-token.ts";
import { foreign, observeNamespace } from "./observe.ts";
import { probeRights } from "./probe-rights.ts";

const probeSeconds = 600;

/**
 * Checks rights and limits with a throw-away token; then replaces the account, which ends that token and every earlier
 * one, and hands a token of the new account, which never calls, to `ctx.secrets.put`.
 *
 * @throws verification_failed with the failed checks, fence_lost when a newer call replaced the account
 */
export async function verify(ctx: KubernetesContext): Promise<Receipt> {
  return withCall(ctx, async (call) => {
    const seen = await observeNamespace(call);
    if (seen.kind === "foreign") throw foreign(call.manifests.namespace);
    if (seen.kind === "absent")
      throw new AppError("verification_failed", `The namespace ${call.names.namespace} is not there.`);
    const account = await applyManifest(call, call.manifests.account);
    const checks = await probe(call, account.metadata.uid);
    await ctx.failpoint("kubernetes.after-probe");
    const expiresAt = await deliver(call, account.metadata.uid);
    return { probe: checks, tokenEndsAt: expiresAt };
  });
}

async function probe(call: NamespaceCall, uid: string): Promise<Receipt> {
  const { token } = await mintToken(call, uid, probeSeconds);
  try {
    return await probeRights(call.cluster.as(token), call);
  } finally {
    token.wipe();
  }
}

async function deliver(call: NamespaceCall, oldUid: string): Promise<string> {
  const { ctx, cluster, manifests, names } = call;
  const uid = await replaceAccount(call, oldUid);
  await ctx.failpoint("kubernetes.after-replace-account");
  const { token, expiresAt } = await mintToken(call, uid, tokenSeconds(ctx));
  try {
    await ctx.failpoint("kubernetes.after-final-token");
    await ctx.assertFence();
    await sendApply(cluster, withExpiry(manifests.account, expiresAt), uid);
    await ctx.secrets.put({
      server: cluster.tenantServer,
      certificateAuthorityData: cluster.certificateAuthorityData,
      namespace: names.namespace,
      serviceAccount: names.account,
      token,
      expiresAt,
    });
  } finally {
    token.wipe();
  }
  return expiresAt;
}

/** The API server takes none that is shorter than ten minutes: the end of a lease is ours, this is what comes behind it. */
const tokenSecondsMin = 600;

function tokenSeconds({ parameters, accessUntil }: KubernetesContext): number {
  const usual = parameters.tokenHours * 3600;
  if (accessUntil === undefined) return usual;
  const left = Math.ceil((Date.parse(accessUntil) - Date.now()) / 1000);
  return Math.min(usual, Math.max(tokenSecondsMin, left));
}

/** Ends all tokens of the account by putting one with another uid in its place; gives that uid. */
async function replaceAccount({ ctx, cluster, manifests, names }: NamespaceCall, oldUid: string): Promise<string> {
  await ctx.assertFence();
  await deleteObject(cluster, manifests.account, oldUid);
  await ctx.assertFence();
  const answer = await cluster.send({
    method: "PATCH",
    path: `${objectPath(manifests.account)}?fieldManager=latchkey&fieldValidation=Strict`,
    body: manifests.account,
    contentType: "application/apply-patch+yaml",
  });
  expectCode(answer, `make the service account ${names.account} anew`);
  if (answer.code === 200) throw new AppError("fence_lost", `The service account ${names.account} was made meanwhile.`);
  return parseObject(answer.body).metadata.uid;
}

function withExpiry(account: Manifest, expiresAt: string): Manifest {
  const annotations = { ...account.metadata.annotations, [expiryAnnotation]: expiresAt };
  return { ...account, metadata: { ...account.metadata, annotations } };
}
