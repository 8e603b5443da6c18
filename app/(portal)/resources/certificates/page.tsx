import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { BurnDownChart } from "#components/certificates/burn-down-chart.tsx";
import { CertificatesTable } from "#components/certificates/certificates-table.tsx";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { listCertificates } from "#server/resources/list-certificates.ts";

export const metadata: Metadata = { title: "Certificates" };

/** The inventory of what ends by itself, and how fast. */
export default async function CertificatesPage() {
  const { ctx, actor } = await openPage("/resources/certificates");
  const { items, weeks, isCut } = await listCertificates(ctx, actor);
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/resources" label="Resources" current="Certificates" />}
        title="Certificates"
        lead="Those in use, the nearest end first. Each owner is told a month ahead what today's rules say of its renewal."
      />
      {items.length === 0 ? (
        <EmptyState title="No certificate is in use" action={<ButtonLink href="/">Open the catalog</ButtonLink>}>
          A certificate stands here from the moment it is issued until it ends or is given back.
        </EmptyState>
      ) : (
        <>
          <BurnDownChart weeks={weeks} />
          <CertificatesTable certificates={items} />
          {isCut && <p className="mt-3 text-sm text-ink-3">Only the {items.length} that end first are listed.</p>}
        </>
      )}
    </>
  );
}
