/** A sentence of the contract: what stands between back ticks is code. */
export function Prose({ text }: { text: string }) {
  const parts = text.split("`").map((part, index) => ({ part, index }));
  return (
    <>
      {parts.map(({ part, index }) =>
        index % 2 === 1 ? (
          <code key={index} className="font-mono text-[0.95em] [overflow-wrap:anywhere]">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  );
}
