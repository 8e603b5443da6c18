import { z } from "zod";
import { Secret } from "#domain/credentials/secret.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { expectCode } from "./api/map-api-error.ts";
import { objectPath } from "./api/object-path.ts";
import type { NamespaceCall } from "./call.ts";

/** A token of the generation's account. */
export interface MintedToken {
  readonly token: Secret;
  /** When the API server ends it, RFC 3339; it may be sooner than asked for. */
  readonly expiresAt: string;
}

const answerSchema = z.looseObject({ status: z.looseObject({ token: z.string(), expirationTimestamp: z.string() }) });
const claimsSchema = z.looseObject({
  "kubernetes.io": z.looseObject({ serviceaccount: z.looseObject({ uid: z.string() }) }),
});

/**
 * Asks for a token of the account whose uid was observed (`TokenRequest`); nothing of it is stored on the cluster.
 *
 * The API hands it over as text, one of the listed places where a secret is a string.
 * @throws fence_lost when the account was replaced meanwhile
 */
export async function mintToken(call: NamespaceCall, uid: string, seconds: number): Promise<MintedToken> {
  const { ctx, cluster, manifests, names } = call;
  await ctx.assertFence();
  const answer = await cluster.send({
    method: "POST",
    path: `${objectPath(manifests.account)}/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: seconds } },
  });
  if (answer.code === 404)
    throw new AppError("fence_lost", `The service account ${names.account} was removed meanwhile.`);
  const { status } = answerSchema.parse(expectCode(answer, `mint a token of ${names.account}`).body);
  if (boundUid(status.token) !== uid) {
    throw new AppError("fence_lost", `The service account ${names.account} was replaced meanwhile.`);
  }
  return { token: Secret.fromText(status.token), expiresAt: status.expirationTimestamp };
}

/** The uid that a token is bound to; null when it does not say. */
function boundUid(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return claimsSchema.parse(claims)["kubernetes.io"].serviceaccount.uid;
  } catch {
    return null;
  }
}
