import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { RequestScreen } from "#components/requests/request-screen.tsx";
import { showRequestPage } from "#server/requests/show-request-page.ts";

export const metadata: Metadata = { title: "Request" };

/** One request; it has no loading state above it, so that what is not there answers 404. */
export default async function RequestPage({ params }: PageProps<"/requests/[id]">) {
  const { id } = await params;
  const { ctx, actor } = await openPage(`/requests/${encodeURIComponent(id)}`);
  const page = await orNotFound(showRequestPage(ctx, actor, id));
  return <RequestScreen {...page} viewer={{ id: actor.principalId, subject: actor.subject }} />;
}
