import { Link } from "#components/ui/link.tsx";
import { Copyable } from "#components/patterns/copyable.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { shortenId } from "#components/patterns/shorten-id.ts";
import { factName, factValue } from "#components/resources/fact-words.ts";
import type { ResourceDetailView, ResourceView } from "#domain/contracts/resource.ts";

/** What the back end reported when it was built; what has a structure of its own is folded away as proof. */
export function ResourceFacts({ resource }: { resource: ResourceView }) {
  const facts = Object.entries(resource.facts);
  const plain = facts.filter(([, value]) => !isStructured(value));
  const proofs = facts.filter(([, value]) => isStructured(value));
  return (
    <Panel title="What it is">
      {facts.length === 0 && <p className="px-4 py-6 text-md text-ink-3">Nothing was reported yet.</p>}
      <DefinitionList
        items={plain.map(([key, value]) => ({ term: factName(key), value: <Fact name={key} value={value} /> }))}
      />
      {proofs.map(([key, value]) => (
        <details key={key} className="border-t border-line">
          <summary className="cursor-default px-4 py-2 text-md text-ink-2 hover:text-ink">
            {factName(key)}: what was proven
          </summary>
          <pre tabIndex={0} className="overflow-x-auto border-t border-line bg-sunken px-4 py-3 text-sm leading-normal">
            {JSON.stringify(value, null, 2)}
          </pre>
        </details>
      ))}
    </Panel>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  if (typeof value !== "string") {
    return <span className="[overflow-wrap:anywhere] tabular-nums">{factValue(value)}</span>;
  }
  return <Copyable text={value} label={`Copy: ${factName(name).toLowerCase()}`} />;
}

function isStructured(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isStructured);
  return typeof value === "object" && value !== null;
}

/** Whose it is, where it is and until when. */
export function ResourceHolding({ resource }: { resource: ResourceDetailView }) {
  return (
    <Panel title="Holding">
      <DefinitionList
        items={[
          { term: "Owner", value: <PersonName person={resource.owner} /> },
          { term: "Team", value: <TeamName id={resource.team} /> },
          { term: "Environment", value: <EnvironmentName id={resource.environment} /> },
          { term: "Data", value: resource.classification },
          { term: "Built on", value: resource.backend },
          { term: "Built", value: <RelativeTime at={resource.readyAt ?? resource.createdAt} /> },
          { term: "Expires", value: <Expiry resource={resource} /> },
          resource.rotationDueAt !== null && {
            term: "Credential",
            value: (
              <>
                {resource.rotationOverdue ? "overdue to be rotated since" : "due to be rotated"}{" "}
                <RelativeTime at={resource.rotationDueAt} />
                {resource.rotationAt !== null && (
                  <>
                    ; a new one is made <RelativeTime at={resource.rotationAt} />
                  </>
                )}
              </>
            ),
          },
          resource.destroyedAt !== null && { term: "Destroyed", value: <RelativeTime at={resource.destroyedAt} /> },
          {
            term: "Request",
            value: (
              <Link href={`/requests/${resource.requestId}`} className="link">
                {resource.name} ({resource.template.id})
              </Link>
            ),
          },
          {
            term: "Resource id",
            value: <Copyable text={resource.id} shown={shortenId(resource.id)} label="Copy the resource id" />,
          },
        ]}
      />
    </Panel>
  );
}

function Expiry({ resource }: { resource: ResourceView }) {
  if (resource.destroyedAt !== null) return <>—</>;
  if (resource.expiresAt === null) return <>The clock starts when the credentials are first opened.</>;
  return <RelativeTime at={resource.expiresAt} />;
}
