import type { ClusterBinding } from "#domain/federation/cluster-binding.ts";
import type { WorkloadRefusal } from "#domain/federation/workload-refusal.ts";

/** What an API server says of a token that it let in. */
export interface ClusterReview {
  readonly username: string;
  readonly uid: string;
  /** Those of the audiences asked for that the token is meant for. */
  readonly audiences: readonly string[];
  /** Uid of the pod that it is bound to; null: it is bound to none, or the server does not say. */
  readonly podUid: string | null;
}

/**
 * Says why a cluster's word about a token is no yes; null: it is let in there now, for our audience, as the service account,
 * and with the pod, that it says.
 *
 * @param review null: the cluster does not let it in
 */
export function judgeClusterReview(
  { username, accountUid, podUid }: ClusterBinding,
  audience: string,
  review: ClusterReview | null,
): WorkloadRefusal | null {
  if (review === null) return "its cluster does not let it in";
  if (!review.audiences.includes(audience)) return "its cluster does not know our audience";
  if (review.username !== username || review.uid !== accountUid) {
    return "its cluster says that it is of another service account";
  }
  return podUid !== null && review.podUid !== podUid ? "its cluster knows no such pod of it" : null;
}
