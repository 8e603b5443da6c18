import type { WorkloadView } from "#domain/contracts/workload.ts";
import { spellStarter, spellWorkload } from "#domain/federation/spell-workload.ts";

/** A workload by its repository and commit, its pod or its subject, with its workflow, who started it and a link to its run. */
export function WorkloadName({ workload }: { workload: WorkloadView }) {
  const { workflow, ref, runUrl, issuer } = workload;
  const starter = spellStarter(workload);
  return (
    <span className="[overflow-wrap:anywhere]">
      <span title={workload.sha ?? workload.subject}>{spellWorkload(workload)}</span>
      <span className="block text-sm text-ink-3">
        {workflow ?? ref ?? issuer}
        {starter !== null && ` · started by ${starter}`}
        {runUrl !== null && (
          <>
            {" · "}
            <a href={runUrl} className="link" target="_blank" rel="noopener noreferrer">
              Its run
            </a>
          </>
        )}
      </span>
    </span>
  );
}
