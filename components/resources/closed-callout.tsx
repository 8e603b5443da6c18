import { FileWarning } from "lucide-react";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ResourceView } from "#domain/contracts/resource.ts";

/** Says for ever that two persons closed something of it that nothing proved; nothing where nobody did. */
export function ClosedCallout({ closed }: { closed: ResourceView["closedUnproven"] }) {
  if (closed === null) return null;
  const { by, reasons, at } = closed;
  return (
    <Callout tone="wait" icon={FileWarning} title={`Closed by ${by.join(" and ")} without proof`}>
      <p>
        <RelativeTime at={at} />, by hand: no back end proved that its access has ended or that it is gone.
      </p>
      <ul className="mt-1 flex flex-col gap-1">
        {reasons.map((reason, index) => (
          <li key={by[index]}>
            {by[index]}: {reason}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
