import { TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { CatalogChanges } from "#components/guardrails/catalog-changes.tsx";
import { CatalogRefusal } from "#components/guardrails/catalog-refusal.tsx";
import { Copyable } from "#components/patterns/copyable.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { shortenDigest } from "#components/patterns/shorten-digest.ts";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { CatalogSetView } from "#domain/catalog/catalog-set-view.ts";
import { showCatalogSet } from "#server/catalog/show-catalog-set.ts";

export const metadata: Metadata = { title: "Catalog set" };

/** The set of files that decides at this moment, what changed with it, and why files on disk are refused. */
export default async function CatalogSetPage() {
  const { ctx, actor } = await openPage("/guardrails/catalog");
  const set = await orNotFound(showCatalogSet(ctx, actor));
  return (
    <>
      <PageHeader
        title="Catalog set"
        lead="The files that decide at this moment. A change on disk is taken up within seconds, whole or not at all."
      />
      <div className="space-y-5">
        {set.refusals.map((refusal) => (
          <CatalogRefusal key={refusal.processes.join()} refusal={refusal} servedAt={set.servedAt} />
        ))}
        {set.elsewhere.map(({ process, digest }) => (
          <Callout
            key={process}
            tone="wait"
            icon={TriangleAlert}
            title={`The ${process} serves another set`}
            role="status"
          >
            It serves <code>{shortenDigest(digest)}</code>. That lasts some seconds after a change; longer means that
            its files are others, or refused.
          </Callout>
        ))}
        <Panel title="Serving now">
          <DefinitionList items={facts(set)} />
        </Panel>
        <Changes set={set} />
      </div>
    </>
  );
}

function facts({ digest, servedAt, counts }: CatalogSetView) {
  return [
    {
      term: "Digest",
      value: <Copyable text={digest} shown={shortenDigest(digest)} label="Copy the digest of the set" />,
    },
    servedAt !== null && { term: "Since", value: <RelativeTime at={servedAt} /> },
    { term: "Templates", value: counts.templates },
    { term: "Environments", value: counts.environments },
    { term: "Matrices", value: counts.matrices },
    { term: "Own rules", value: counts.rules },
    { term: "Packs", value: counts.packs },
    { term: "Quotas", value: counts.quotas },
  ];
}

function Changes({ set: { previous, changes } }: { set: CatalogSetView }) {
  if (previous === null) {
    return (
      <EmptyState title="This is the first set">
        When a file says something else, what changed stands here, file by file.
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="changes">
      <h2 id="changes" className="text-lg">
        What it says otherwise than the set before
      </h2>
      <p className="mt-0.5 mb-3 text-md text-ink-2">
        That was{" "}
        <Copyable
          text={previous.digest}
          shown={shortenDigest(previous.digest)}
          label="Copy the digest of the set before"
        />
        , which came to serve <RelativeTime at={previous.servedAt} />.
      </p>
      <div className="space-y-5">
        {changes.map((change) => (
          <CatalogChanges key={change.path} change={change} />
        ))}
      </div>
    </section>
  );
}
