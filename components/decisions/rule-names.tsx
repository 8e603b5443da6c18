/** The rules that something is of, the one that binds first. */
export function RuleNames({ rules }: { rules: readonly string[] }) {
  if (rules.length === 0) return null;
  return (
    <span className="block text-sm text-ink-3">
      {rules.map((rule, index) => (
        <span key={rule}>
          {index > 0 && ", "}
          <code>{rule}</code>
        </span>
      ))}
    </span>
  );
}
