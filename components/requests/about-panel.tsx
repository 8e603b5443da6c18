import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { formatHours } from "#components/patterns/format-hours.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { Link } from "#components/ui/link.tsx";
import type { RequestView } from "#domain/contracts/request.ts";

const hourMs = 3_600_000;

/** What a request about a thing that exists does to it: the end before and after, or that its data is destroyed. */
export function AboutPanel({ request }: { request: RequestView }) {
  const { about, resource, name, state, lifetimeHours } = request;
  if (about === null || resource === null) return null;
  const thing = {
    term: "Resource",
    value: (
      <span className="inline-flex flex-wrap items-center gap-2">
        <Link href={`/resources/${resource.id}`} className="link">
          {name}
        </Link>
        <StateBadge of="resource" state={resource.state} />
      </span>
    ),
  };
  const built = about.readyAt !== null && { term: "Built", value: <RelativeTime at={about.readyAt} /> };
  const ends = about.expiresAt !== null && { term: "Ends", value: <Moment at={about.expiresAt} /> };
  const extended = { term: "Extended", value: spellTimes(about.extensions) };
  if (about.kind === "destroy") {
    return (
      <Panel title="What will be destroyed">
        <p className="px-4 pt-3 text-md text-ink-2">
          {about.unasked
            ? `Nobody restored ${name} in time. Approved, it is destroyed with all its data, and its absence is proven.`
            : `Approved, every access to ${name} ends, and it is destroyed with all its data. That cannot be undone.`}
        </p>
        <DefinitionList items={[thing, built, ends, extended]} />
      </Panel>
    );
  }
  return (
    <Panel title="What will be extended">
      <DefinitionList
        items={[
          thing,
          state === "pending_approval" && {
            term: "New end",
            value: <Moment at={new Date(Date.now() + lifetimeHours * hourMs).toISOString()} />,
          },
          { term: "That is", value: `${formatHours(lifetimeHours)} from the approval on` },
          ends,
          extended,
          built,
        ]}
      />
    </Panel>
  );
}

/** The server's clock is not the reader's: the first paint may differ by a moment. */
function Moment({ at }: { at: string }) {
  return (
    <span className="tabular-nums">
      <time dateTime={at} suppressHydrationWarning>
        {at.slice(0, 10)}
      </time>{" "}
      <span className="text-ink-3">
        (<RelativeTime at={at} />)
      </span>
    </span>
  );
}

function spellTimes(extensions: number): string {
  if (extensions === 0) return "never";
  return extensions === 1 ? "once" : `${extensions} times`;
}
