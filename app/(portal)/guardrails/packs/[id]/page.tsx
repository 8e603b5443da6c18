import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { PackRules } from "#components/guardrails/pack-rules.tsx";
import { ControlsTable } from "#components/packs/controls-table.tsx";
import { EvidencePanel } from "#components/packs/evidence-panel.tsx";
import { spellAttachment } from "#components/packs/spell-attachment.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { showPack } from "#server/packs/show-pack.ts";

export const metadata: Metadata = { title: "Pack" };

/** One pack: its controls, what enforces each, what shows it, and the gaps. */
export default async function PackPage({ params }: PageProps<"/guardrails/packs/[id]">) {
  const { id } = await params;
  const { ctx, actor } = await openPage(`/guardrails/packs/${encodeURIComponent(id)}`);
  const { pack, rules, evidence, readAt } = await orNotFound(showPack(ctx, actor, id));
  const attached = spellAttachment(rules.attachedTo);
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/guardrails/packs" label="Packs" current={pack.title} />}
        title={pack.title}
        badge={
          <Badge tone={attached === null ? "idle" : "good"}>{attached === null ? "Not attached" : "In force"}</Badge>
        }
        lead={
          <>
            {pack.summary}
            <span className="mt-1 block text-sm text-ink-3">
              Version {pack.version}, kept by {pack.maintainers.join(", ")}.
              {attached !== null && ` Holds for ${attached}.`}
              {pack.sessionIdleMinutes !== null &&
                ` Sessions end after ${pack.sessionIdleMinutes} minutes without use where it holds.`}
            </span>
          </>
        }
      />
      <div className="space-y-6">
        <section aria-labelledby="controls">
          <h2 id="controls" className="mb-2 text-md">
            Controls
          </h2>
          <ControlsTable
            controls={pack.controls}
            evidence={new Map(evidence?.map((result) => [result.id, result.title]))}
          />
        </section>
        <PackRules pack={rules} keeper={null} />
        <section aria-labelledby="evidence" className="space-y-4">
          <h2 id="evidence" className="text-md">
            Evidence
          </h2>
          {evidence === null && (
            <EmptyState title="Evidence is for those who keep the guardrails">
              Platform, security, auditors and administrators see here what the ledger shows for each control.
            </EmptyState>
          )}
          {evidence?.length === 0 && <EmptyState title="No control of this pack names evidence" />}
          {evidence?.map((result) => (
            <EvidencePanel key={result.id} result={result} readAt={readAt.toISOString()} />
          ))}
        </section>
      </div>
    </>
  );
}
