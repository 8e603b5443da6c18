import { RelativeTime } from "#components/patterns/relative-time.tsx";
import type { UsageView } from "#domain/contracts/inspection.ts";

/** Says when somebody was last connected, no more than was observed. */
export function LastUsed({ usage }: { usage: UsageView }) {
  const { connections, connectedAt, connectedAfter, unusedSince } = usage;
  if (connections !== null && connections > 0) return <>now</>;
  if (connectedAt !== null && connectedAfter !== null) {
    return (
      <>
        by <RelativeTime at={connectedAt} />
      </>
    );
  }
  if (connectedAt !== null) return <RelativeTime at={connectedAt} />;
  if (unusedSince === null) return <>not known</>;
  return (
    <>
      nobody since <RelativeTime at={unusedSince} />
    </>
  );
}
