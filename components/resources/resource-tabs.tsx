import { LinkTabs } from "#components/patterns/link-tabs.tsx";

/** The views of one resource. */
export function ResourceTabs({ id, current }: { id: string; current: "overview" | "connect" }) {
  const home = `/resources/${encodeURIComponent(id)}`;
  return (
    <div className="mb-5">
      <LinkTabs
        label="Views of this resource"
        tabs={[
          { href: home, label: "Overview", current: current === "overview" },
          { href: `${home}/connect`, label: "Connect", current: current === "connect" },
        ]}
      />
    </div>
  );
}
