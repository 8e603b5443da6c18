import { headers } from "next/headers";
import type { ReactNode } from "react";
import { openPage } from "#app/open-page.ts";
import { PlaceNamesProvider, type PlaceNames } from "#components/patterns/place-names.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Actor } from "#domain/access/actor.ts";
import { isNamed } from "#domain/break-glass/can-break-glass.ts";
import { canSeeOperations } from "#domain/operations/can-operate.ts";
import { canSeePeople } from "#domain/people/can-manage-people.ts";
import { countUnread } from "#server/notifications/count-unread.ts";
import { countQueue } from "#server/approvals/count-queue.ts";

/** The frame of every page for people who are signed in; a stranger is sent to sign in before anything is sent. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { ctx, actor } = await openPage((await headers()).get("x-page-path") ?? "/");
  const [waiting, { unread }] = await Promise.all([countQueue(ctx, actor), countUnread(ctx, actor)]);
  const names = namesOf(ctx.catalog);
  const viewer = {
    ...viewerOf(actor, names),
    hasChat: ctx.settings.SLACK_SIGNING_SECRET !== undefined,
    hasEmergencies: isNamed(actor, ctx.catalog) || actor.platformRoles.length > 0 || leads(actor),
    seesOperations: canSeeOperations(actor).allowed,
    seesPeople: canSeePeople(actor).allowed,
  };
  return (
    <PlaceNamesProvider names={names}>
      <AppShell viewer={viewer} waiting={waiting} unread={unread} embedded={ctx.settings.OIDC_ISSUER === undefined}>
        {children}
      </AppShell>
    </PlaceNamesProvider>
  );
}

function leads({ memberships }: Actor): boolean {
  return memberships.some(({ lead }) => lead);
}

function namesOf({ teams, environments }: Catalog): PlaceNames {
  return {
    teams: Object.fromEntries([...teams.values()].map(({ id, name }) => [id, name])),
    environments: Object.fromEntries([...environments.values()].map(({ id, title }) => [id, title])),
  };
}

function viewerOf(actor: Actor, { teams }: PlaceNames) {
  return {
    name: actor.name ?? actor.email ?? actor.subject,
    email: actor.email,
    teams: actor.memberships.map(({ team }) => teams[team] ?? team),
    roles: actor.platformRoles,
  };
}
