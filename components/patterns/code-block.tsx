import { CopyButton } from "#components/patterns/copy-button.tsx";

interface CodeBlockProps {
  text: string;
  /** Names the text, e.g. "psql". */
  label: string;
  /** Words in the text that a reader has to replace, e.g. `<password>`. */
  placeholders?: readonly string[];
}

/** A text to be copied as it is; what has to be replaced in it stands out. */
export function CodeBlock({ text, label, placeholders = [] }: CodeBlockProps) {
  return (
    <div className="relative">
      <pre
        tabIndex={0}
        aria-label={label}
        className="max-h-112 overflow-auto bg-sunken py-3 pr-12 pl-4 text-sm leading-normal [overflow-wrap:anywhere] whitespace-pre-wrap"
      >
        <code>
          {split(text, placeholders).map(({ part, at }) =>
            placeholders.includes(part) ? (
              <mark key={at} className="rounded-sm bg-wait-tint px-0.5 text-wait-ink">
                {part}
              </mark>
            ) : (
              part
            ),
          )}
        </code>
      </pre>
      <div className="absolute top-2 right-2">
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}

/** Cuts a text around the words, which stay parts of their own; `at` is where a part begins. */
function split(text: string, words: readonly string[]): { part: string; at: number }[] {
  const parts: { part: string; at: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const found = words.map((word) => ({ word, from: text.indexOf(word, at) })).filter(({ from }) => from >= 0);
    const next = found.toSorted((a, b) => a.from - b.from)[0];
    if (next === undefined) break;
    if (next.from > at) parts.push({ part: text.slice(at, next.from), at });
    parts.push({ part: next.word, at: next.from });
    at = next.from + next.word.length;
  }
  if (at < text.length) parts.push({ part: text.slice(at), at });
  return parts;
}
