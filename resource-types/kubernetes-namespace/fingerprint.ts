import { createHash } from "node:crypto";
import { readObject } from "./api/read-object.ts";
import { withCall, type KubernetesContext } from "./call.ts";
import { isOwn } from "./observe.ts";

/**
 * SHA-256 over the identity of this generation's account, which every token of it is bound to; null where there is none.
 *
 * Somebody who deletes the account and makes it again ends every token that was delivered.
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function fingerprint(ctx: KubernetesContext): Promise<string | null> {
  return withCall(ctx, async ({ cluster, manifests }) => {
    const account = await readObject(cluster.send, manifests.account);
    if (account === null || !isOwn(account, manifests.account)) return null;
    return createHash("sha256").update(account.metadata.uid).digest("base64url");
  });
}
