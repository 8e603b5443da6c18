import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ownReference } from "#app/docs/api/own-reference.ts";
import { EventSection } from "#components/api-reference/event-section.tsx";
import { slugOf } from "#components/api-reference/reference-href.ts";
import { SchemaSection } from "#components/api-reference/schema-section.tsx";
import { TagSection } from "#components/api-reference/tag-section.tsx";

/** Names the page after its tag. */
export async function generateMetadata({ params }: PageProps<"/docs/api/[part]">): Promise<Metadata> {
  const { part } = await params;
  const name = tagOf(part)?.name ?? (part === "events" ? "Webhook events" : "What answers hold");
  return { title: `${name}, API reference` };
}

/** The operations of one tag, or what answers hold. */
export default async function ApiReferencePartPage({ params }: PageProps<"/docs/api/[part]">) {
  const { part } = await params;
  if (part === "events") return <EventSection events={ownReference().events} />;
  if (part === "schemas") return <SchemaSection schemas={ownReference().schemas} />;
  const tag = tagOf(part);
  if (tag === undefined) notFound();
  return <TagSection tag={tag} />;
}

function tagOf(part: string) {
  return ownReference().tags.find(({ name }) => slugOf(name) === part);
}
