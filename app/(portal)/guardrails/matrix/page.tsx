import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { MatrixTable } from "#components/guardrails/matrix-table.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { showMatrices } from "#server/catalog/show-guardrails.ts";

export const metadata: Metadata = { title: "Matrix" };

/** What each class of data gets in each environment, per template. */
export default async function MatrixPage() {
  const { ctx } = await openPage("/guardrails/matrix");
  const matrices = showMatrices(ctx);
  return (
    <>
      <PageHeader
        title="Matrix"
        lead="What each class of data gets in each environment. A template, a rule or a pack can only tighten it; an empty cell denies."
      />
      {matrices.length === 0 && (
        <EmptyState title="There is no matrix">
          Until a file in catalog/matrices names a template, every request for it is denied.
        </EmptyState>
      )}
      <div className="flex flex-col gap-7">
        {matrices.map((matrix) => (
          <section key={matrix.id} aria-labelledby={`matrix-${matrix.id}`}>
            <h2 id={`matrix-${matrix.id}`} className="text-lg">
              {matrix.title}
            </h2>
            <p className="mt-0.5 mb-2.5 text-md text-ink-2">{matrix.templates.map(({ title }) => title).join(" · ")}</p>
            <MatrixTable matrix={matrix} />
          </section>
        ))}
      </div>
    </>
  );
}
