import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { EnvironmentPanel } from "#components/guardrails/environment-panel.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { showEnvironments } from "#server/catalog/show-guardrails.ts";

export const metadata: Metadata = { title: "Environments" };

/** Where things are built, with the limits there, in the order of promotion. */
export default async function EnvironmentsPage() {
  const { ctx } = await openPage("/guardrails/environments");
  const views = await showEnvironments(ctx);
  return (
    <>
      <PageHeader
        title="Environments"
        lead="Where things are built and the limits there, in the order in which a thing is promoted."
      />
      <div className="grid items-start gap-5 xl:grid-cols-3">
        {views.map((view, index) => (
          <EnvironmentPanel key={view.environment.id} view={view} place={{ number: index + 1, of: views.length }} />
        ))}
      </div>
    </>
  );
}
