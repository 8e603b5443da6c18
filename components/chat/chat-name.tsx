/** What the chat calls somebody or something, and the id that alone tells which one it is. */
export function ChatName({ name, id }: { name: string; id: string }) {
  return (
    <>
      {name !== "" && `${name} `}
      <code className="text-ink-3">{id}</code>
    </>
  );
}
