import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { DifferenceList } from "#components/reconcile/difference-list.tsx";
import type { InspectionView } from "#domain/contracts/inspection.ts";

/** What the platform team accepted as it is, with who, when and why; nothing where that never happened. */
export function AdoptedPanel({ adopted }: Pick<InspectionView, "adopted">) {
  if (adopted.length === 0) return null;
  return (
    <Panel title="Adopted as it is">
      <DifferenceList
        differences={adopted}
        more={({ by, at, reason }) => (
          <>
            <PersonName person={by} />, <RelativeTime at={at} />: {reason}
          </>
        )}
      />
    </Panel>
  );
}
