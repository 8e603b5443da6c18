import type { WorkloadView } from "#domain/contracts/workload.ts";

/** Names a workload in few characters: the repository at its commit, the pod, or the subject of its token. */
export function spellWorkload({ repository, sha, pod, subject }: WorkloadView): string {
  if (repository === null) return pod ?? subject;
  return sha === null ? repository : `${repository}@${sha.slice(0, 12)}`;
}

/** Names whom the platform says to have started the run; null: it does not say. */
export function spellStarter({ startedBy }: WorkloadView): string | null {
  if (startedBy === null) return null;
  return `${startedBy.name ?? "number"}${startedBy.id === null ? "" : ` (${startedBy.id})`}`;
}
