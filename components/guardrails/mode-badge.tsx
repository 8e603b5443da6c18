import { Badge } from "#components/ui/badge.tsx";
import type { ShadowReport } from "#domain/policies/rule-report.ts";

const looks = {
  enforce: { tone: "good", label: "In force" },
  shadow: { tone: "busy", label: "Shadow" },
  gone: { tone: "idle", label: "No longer in the catalog" },
  unattached: { tone: "idle", label: "Not attached" },
} as const satisfies Record<ShadowReport["mode"] | "unattached", unknown>;

/** Says whether a rule counts. */
export function ModeBadge({ mode }: { mode: keyof typeof looks }) {
  const { tone, label } = looks[mode];
  return <Badge tone={tone}>{label}</Badge>;
}
