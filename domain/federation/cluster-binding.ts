import { z } from "zod";
import type { WorkloadRefusal } from "#domain/federation/workload-refusal.ts";

const boundSchema = z.looseObject({
  namespace: z.string().min(1),
  serviceaccount: z.looseObject({ name: z.string().min(1), uid: z.string().min(1) }),
  pod: z.looseObject({ name: z.string().min(1), uid: z.string().min(1) }).optional(),
});

/** What a token of a cluster is bound to, as it says itself. */
export interface ClusterBinding {
  /** `system:serviceaccount:<namespace>:<name>` */
  readonly username: string;
  readonly accountUid: string;
  /** Null: it is bound to no pod. */
  readonly podUid: string | null;
}

/** Reads what a token of a cluster is bound to, or says why it is no bound token of a service account. */
export function clusterBinding(
  claims: Readonly<Record<string, unknown>>,
): { readonly binding: ClusterBinding } | { readonly refusal: WorkloadRefusal } {
  const bound = boundSchema.safeParse(claims["kubernetes.io"]).data;
  if (bound === undefined) return { refusal: "it is bound to no service account" };
  const { namespace, serviceaccount, pod } = bound;
  const username = `system:serviceaccount:${namespace}:${serviceaccount.name}`;
  if (claims.sub !== username) return { refusal: "its subject is not the service account that it is bound to" };
  return { binding: { username, accountUid: serviceaccount.uid, podUid: pod?.uid ?? null } };
}
