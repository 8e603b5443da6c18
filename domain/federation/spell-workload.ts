import type { WorkloadView } from "#domain/contracts/workload.ts";

/** Names a workload in few characters: the repository at its commit, the pod, or the subject of its token. */
export function spellWorkload({ repository, sha, pod, subject }: WorkloadView): string {
  if (repository === null) return pod ?? subject;
  return sha === null ? repository : `${repository}@${sha.slice(0, 12)}`;
}
