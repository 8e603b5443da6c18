import { Panel } from "#components/patterns/panel.tsx";
import { StageRow } from "#components/requests/stage-row.tsx";
import { Link } from "#components/ui/link.tsx";
import type { RequestView } from "#domain/contracts/request.ts";

/** Who has to agree, who has, and the way to all that was ever said about it. */
export function ItemStages({ request }: { request: RequestView }) {
  if (request.approval === null) return null;
  const { stages } = request.approval;
  return (
    <Panel
      title="Approval"
      aside={
        <Link href={`/requests/${request.id}`} className="link">
          The whole request
        </Link>
      }
    >
      <ol>
        {stages.map((stage, index) => (
          <StageRow key={index} stage={stage} position={index + 1} total={stages.length} />
        ))}
      </ol>
    </Panel>
  );
}
