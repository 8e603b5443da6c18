import { CodeBlock } from "#components/patterns/code-block.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { ConnectionView } from "#domain/contracts/connection.ts";

/** How to use a resource from here and there: what the reveal page offers filled in, with words for the secrets. */
export function ConnectionUses({ connection }: { connection: ConnectionView }) {
  const { fields, file, snippets } = connection;
  const placeholders = fields.filter(({ value }) => value === null).map(({ name }) => `<${name}>`);
  const texts = [
    ...(file === null ? [] : [{ id: "file", title: file.name, text: file.content }]),
    ...snippets.map(({ id, title, text }) => ({ id: `snippet-${id}`, title, text })),
  ];
  const [first, ...rest] = texts.map(({ id, title, text }) => ({
    id,
    label: title,
    content: <CodeBlock text={text} label={title} placeholders={placeholders} />,
  }));
  if (first === undefined) return null;
  return (
    <Panel title="How to use it">
      <Tabs label="How to use it" tabs={[first, ...rest]} />
    </Panel>
  );
}
