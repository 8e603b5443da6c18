import { Copyable } from "#components/patterns/copyable.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import type { ConnectionView } from "#domain/contracts/connection.ts";

const charactersMax = 100;

/** Where a resource is reached: each field with its value, the secret ones by where they are. */
export function ConnectionFacts({ connection }: { connection: ConnectionView }) {
  return (
    <Panel title="Where it is">
      <DefinitionList
        items={[
          ...connection.fields.map(({ label, value }) => ({
            term: label,
            value:
              value === null ? (
                <span className="text-ink-3">shown once, on the reveal page</span>
              ) : (
                <Copyable text={String(value)} shown={shorten(String(value))} label={`Copy: ${label.toLowerCase()}`} />
              ),
          })),
          connection.url !== null && {
            term: "Connection string",
            value: <Copyable text={connection.url} label="Copy: connection string without the secret" />,
          },
        ]}
      />
    </Panel>
  );
}

/** A certificate need not be read, only copied. */
function shorten(text: string): string {
  return text.length > charactersMax ? `${text.slice(0, charactersMax / 2)}…` : text;
}
