import { Badge } from "#components/ui/badge.tsx";
import type { ShadowReport } from "#domain/policies/rule-report.ts";

const looks = {
  enforce: { tone: "good", label: "In force" },
  shadow: { tone: "busy", label: "Shadow" },
  gone: { tone: "idle", label: "No longer in the catalog" },
} as const satisfies Record<ShadowReport["mode"], unknown>;

/** Says whether a rule counts. */
export function ModeBadge({ mode }: { mode: ShadowReport["mode"] }) {
  const { tone, label } = looks[mode];
  return <Badge tone={tone}>{label}</Badge>;
}
