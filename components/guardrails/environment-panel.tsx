import { stagesInWords } from "#components/guardrails/stages-in-words.ts";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { formatHours } from "#components/patterns/format-hours.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { EnvironmentView, FreezeView, PreferredBackend } from "#domain/guardrails/environment-view.ts";

interface EnvironmentPanelProps {
  view: EnvironmentView;
  /** Its place in the order of promotion, from 1. */
  place: { readonly number: number; readonly of: number };
}

/** One environment: its limits, who approves, when it is frozen, and what is built where. */
export function EnvironmentPanel({ view, place }: EnvironmentPanelProps) {
  const { environment, freezes, promotesTo, builds } = view;
  return (
    <Panel title={environment.title} aside={`${place.number} of ${place.of} in promotion`}>
      <p className="border-b border-line px-4 py-2.5 text-md text-ink-2">{environment.summary}</p>
      <DefinitionList
        items={[
          { term: "Lifetime", value: `at most ${formatHours(environment.lifetimeHoursMax)}` },
          { term: "Largest size", value: environment.sizeMax },
          { term: "Approval", value: approval(environment.approval) },
          { term: "Whoever approves", value: approver(environment.approveMaxAgeMinutes) },
          { term: "Extending twice", value: stagesInWords(environment.extendApproval) },
          { term: "Destroying", value: approval(environment.destroyApproval) },
          { term: "Data", value: environment.classifications.join(", ") || "none" },
          { term: "Delivery", value: environment.deliveries.join(", ") || "none" },
          { term: "Open within", value: formatHours(environment.claimWindowHours) },
          { term: "Regions", value: environment.regions?.join(", ") ?? "wherever a back end is" },
          { term: "Promoted to", value: promotesTo ?? "nothing: it is the last" },
          { term: "Frozen", value: <Freezes freezes={freezes} /> },
          ...builds.map(({ resourceType, backends }) => ({
            term: resourceType,
            value: <Backends backends={backends} />,
          })),
        ]}
      />
    </Panel>
  );
}

function approval(stages: EnvironmentView["environment"]["approval"]): string {
  if (stages === null) return "nobody is asked";
  return stages.length === 0 ? "asked of nobody, so everything is denied" : stagesInWords(stages);
}

function approver(minutes: number | null): string {
  return minutes === null ? "is signed in" : `has signed in within ${minutes} min`;
}

const freezeLooks = {
  past: { tone: "idle", label: "Over" },
  now: { tone: "wait", label: "Now" },
  next: { tone: "busy", label: "To come" },
} as const;

function Freezes({ freezes }: { freezes: readonly FreezeView[] }) {
  if (freezes.length === 0) return <>never</>;
  return (
    <ul className="flex flex-col gap-2">
      {freezes.map(({ id, title, from, until, when, approval: stages }) => (
        <li key={id}>
          <span className="flex flex-wrap items-center gap-2">
            {title} <Badge tone={freezeLooks[when].tone}>{freezeLooks[when].label}</Badge>
          </span>
          <span className="block text-sm text-ink-3 tabular-nums">
            <time dateTime={from}>{spellTime(from)}</time> to <time dateTime={until}>{spellTime(until)}</time> UTC;{" "}
            {stagesInWords(stages)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Backends({ backends }: { backends: readonly PreferredBackend[] }) {
  if (backends.length === 0) return <span className="text-ink-3">nothing serves it here</span>;
  return (
    <ol className="flex flex-col gap-1.5">
      {backends.map(({ name, regions, isPicked, why }) => (
        <li key={name}>
          <span className={isPicked ? "font-medium" : "text-ink-2"}>
            {name}, {regions.join(", ")}
          </span>
          <span className="block text-sm text-ink-3">{why}</span>
        </li>
      ))}
    </ol>
  );
}

function spellTime(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}
