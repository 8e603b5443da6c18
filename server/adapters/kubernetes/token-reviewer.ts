import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Secret } from "#domain/credentials/secret.ts";
import { issuerUnavailable } from "#domain/federation/issuer-unavailable.ts";
import type { ClusterReview } from "#domain/federation/judge-cluster-review.ts";
import { readAdminAccess } from "#resource-types/kubernetes-namespace/api/read-admin-access.ts";
import { sendCall, type ApiAnswer, type ApiOrder } from "#resource-types/kubernetes-namespace/api/send-call.ts";

const reviewMillisecondsMax = 5_000;
const keysPath = "/openid/v1/jwks";

/** The file of a kubeconfig and the name to call its cluster by in a message. */
export interface Reviewer {
  readonly name: string;
  readonly file: string;
}

const statusSchema = z.looseObject({
  authenticated: z.boolean().default(false),
  audiences: z.array(z.string()).default([]),
  user: z
    .looseObject({
      username: z.string().default(""),
      uid: z.string().default(""),
      extra: z.record(z.string(), z.array(z.string())).default({}),
    })
    .default({ username: "", uid: "", extra: {} }),
});

/**
 * Asks the API server about a token (`TokenReview`): it alone knows whether the pod and the service account that the token
 * is bound to are still there.
 *
 * @returns null when the server does not let it in
 * @throws unavailable when the server cannot be asked, or does not let the reviewer ask: which of them, and who, is in the
 *   cause alone
 */
export async function reviewToken(reviewer: Reviewer, token: string, audience: string): Promise<ClusterReview | null> {
  const answer = await call(reviewer, {
    method: "POST",
    path: "/apis/authentication.k8s.io/v1/tokenreviews",
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token, audiences: [audience] } },
  });
  const status = statusSchema.safeParse(answer.body.status);
  if (answer.code !== 201 || !status.success) throw unavailable(reviewer, `answered ${answer.code}`);
  const { authenticated, audiences, user } = status.data;
  if (!authenticated) return null;
  const [podUid = null] = user.extra["authentication.kubernetes.io/pod-uid"] ?? [];
  return { username: user.username, uid: user.uid, audiences, podUid };
}

/**
 * Reads the keys that the API server signs tokens with, as it tells whoever may sign in there.
 *
 * @throws unavailable
 */
export async function readClusterKeys(reviewer: Reviewer): Promise<unknown> {
  const answer = await call(reviewer, { method: "GET", path: keysPath });
  if (answer.code !== 200) throw unavailable(reviewer, `answered ${answer.code} for its keys`);
  return answer.body;
}

/** The kubeconfig is read anew for each call: one that was replaced counts at once. */
async function call(reviewer: Reviewer, order: ApiOrder): Promise<ApiAnswer> {
  try {
    const secret = Secret.fromBytes(await readFile(reviewer.file));
    const backend = { name: reviewer.name, adminSecret: secret, settings: {} };
    const { server, options } = await readAdminAccess(backend, {}).finally(() => secret.wipe());
    return await sendCall(order, { server, options, signal: AbortSignal.timeout(reviewMillisecondsMax) });
  } catch (error) {
    throw unavailable(reviewer, "does not answer", error);
  }
}

function unavailable({ name }: Reviewer, why: string, cause?: unknown): Error {
  return issuerUnavailable(new Error(`The cluster of the workload issuer ${name} ${why}.`, { cause }));
}
