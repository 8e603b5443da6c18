/** Claims with the values that they must have, in the order given; long values wrap. */
export function ClaimList({ claims }: { claims: Readonly<Record<string, string>> }) {
  return (
    <dl className="mt-2 flex flex-col gap-1 text-sm">
      {Object.entries(claims).map(([name, value]) => (
        <div key={name} className="flex flex-wrap gap-x-2 gap-y-0.5">
          <dt className="text-ink-3">
            <code>{name}</code>
          </dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            <code>{value}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
