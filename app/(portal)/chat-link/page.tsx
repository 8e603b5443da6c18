import { Link2Off } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { openPage } from "#app/open-page.ts";
import { ChatLinkPanel } from "#components/chat/chat-link-panel.tsx";
import { LinkOffer } from "#components/chat/link-offer.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { showChatLink } from "#server/chat/show-chat-link.ts";
import { showLinkOffer } from "#server/chat/show-link-offer.ts";

export const metadata: Metadata = { title: "Chat" };

/** Who speaks for the person in chat. With the code of a link it asks whether that is them; opening it changes nothing. */
export default async function ChatLinkPage({ searchParams }: PageProps<"/chat-link">) {
  const { code } = await searchParams;
  const asked = typeof code === "string" ? code : null;
  const { ctx, actor } = await openPage(asked === null ? "/chat-link" : `/chat-link?code=${encodeURIComponent(asked)}`);
  const [link, offer] = await Promise.all([
    showChatLink(ctx, actor),
    asked === null ? null : showLinkOffer(ctx, asked),
  ]);
  if (ctx.settings.SLACK_SIGNING_SECRET === undefined && link === null) notFound();
  const you = [actor.name, actor.email].filter((name) => name !== null).join(", ");
  return (
    <>
      <PageHeader title="Chat" lead="Ask for things and decide on requests in Slack, as the person you are here." />
      <div className="flex max-w-2xl flex-col gap-5">
        {asked !== null && offer !== null && <LinkOffer offer={offer} code={asked} you={you} />}
        {asked !== null && offer === null && (
          <Callout tone="idle" icon={Link2Off} title="This link does not work any more">
            It was used, replaced by a newer one, or is older than ten minutes. Type <code>/latchkey link</code> in
            Slack for another.
          </Callout>
        )}
        {link !== null && <ChatLinkPanel link={link} />}
        {link === null && asked === null && (
          <EmptyState title="No chat user is linked to you">
            Type <code>/latchkey link</code> in Slack. You get a link that leads back here, where you confirm that it is
            you.
          </EmptyState>
        )}
      </div>
    </>
  );
}
