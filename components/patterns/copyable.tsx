import { CopyButton } from "#components/patterns/copy-button.tsx";

interface CopyableProps {
  text: string;
  /** Name of the copy button, e.g. "Copy the request id". */
  label: string;
  /** What stands on the page where the whole is too long; the whole is its title. */
  shown?: string;
}

/** A machine's name for a thing, in mono, with its copy button. */
export function Copyable({ text, label, shown }: CopyableProps) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code title={shown && text} className="min-w-0 [overflow-wrap:anywhere]">
        {shown ?? text}
      </code>
      <CopyButton text={text} label={label} />
    </span>
  );
}
