import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { readPrefill } from "#app/(portal)/templates/[id]/read-prefill.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { KeyProfile } from "#components/patterns/key-profile.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { RequestForm } from "#components/requests/request-form.tsx";
import { missingSteps } from "#components/templates/missing-steps.ts";
import { Paused } from "#components/templates/paused.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { NotConnected } from "#components/templates/not-connected.tsx";
import type { Actor } from "#domain/access/actor.ts";
import { canConnect } from "#domain/access/can-connect.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { TemplateView } from "#domain/contracts/template.ts";
import { showTemplate } from "#server/templates/show-template.ts";

export const metadata: Metadata = { title: "Request" };

/** The form of one template. */
export default async function TemplatePage({ params, searchParams }: PageProps<"/templates/[id]">) {
  const { id } = await params;
  const { ctx, actor } = await openPage(`/templates/${encodeURIComponent(id)}`);
  const template = await orNotFound(showTemplate(ctx, id));
  const prefill = await readPrefill(ctx, actor, await searchParams);
  const { connectedSomewhere, isReadySomewhere, pauses, steps } = missingSteps(template);
  const isPaused = connectedSomewhere && !isReadySomewhere;
  const options = optionsFor(actor, ctx.catalog, template);
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/" label="Catalog" current={template.title} />}
        title={template.title}
        badge={<KeyProfile digest={template.version} />}
        lead={
          <>
            {template.summary}{" "}
            {template.docs && (
              <a href={template.docs} className="link" rel="noreferrer">
                Read more
              </a>
            )}
          </>
        }
      />
      {pauses.length > 0 && (
        <Paused
          title={template.title}
          pauses={pauses}
          isReadySomewhere={isReadySomewhere}
          {...(isPaused && { action: <ButtonLink href="/">Back to the catalog</ButtonLink> })}
        />
      )}
      {isReadySomewhere && (
        <RequestForm
          template={template}
          options={options}
          prefill={prefill?.body ?? null}
          original={prefill?.original ?? null}
          disabledReason={
            options.teams.length === 0
              ? "You are in no team, so there is nobody to hold it. Ask your lead to add you."
              : null
          }
        />
      )}
      {!connectedSomewhere && <NotConnected title={template.title} steps={steps} canConnect={canConnect(actor)} />}
    </>
  );
}

function optionsFor(actor: Actor, { teams, environments }: Catalog, template: TemplateView) {
  return {
    teams: actor.memberships.map(({ team }) => ({ value: team, label: teams.get(team)?.name ?? team })),
    environments: template.connections.map(({ environment: id, connect, paused }) => {
      const { title = id, summary: hint } = environments.get(id) ?? {};
      const disabledReason = connect === null ? paused : `${title} is not connected yet. ${connect}`;
      return { value: id, label: title, hint, disabledReason };
    }),
    classifications: template.classifications.map((id) => ({ value: id, label: id })),
  };
}
