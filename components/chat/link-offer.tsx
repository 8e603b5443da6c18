"use client";

import { TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ChatName } from "#components/chat/chat-name.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { toasts } from "#components/ui/toasts.ts";
import type { NamedChatUser } from "#domain/chat/chat-user.ts";
import { chatLinkSchema } from "#domain/contracts/chat-link.ts";

interface LinkOfferProps {
  offer: NamedChatUser;
  code: string;
  /** Who is signed in. */
  you: string;
}

/** Says which chat user would speak for whom, and links them when that is confirmed. */
export function LinkOffer({ offer, code, you }: LinkOfferProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function link() {
    setBusy(true);
    setError(null);
    try {
      await callApi({ method: "POST", path: "/chat-link", body: { code }, answer: chatLinkSchema });
      toasts.add({ title: "Linked", description: "You can ask for things in chat now: /latchkey help" });
      router.replace("/chat-link");
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  }

  return (
    <Panel title="Is this you?">
      <DefinitionList
        items={[
          { term: "Chat user", value: <ChatName name={offer.chatName} id={offer.chatUserId} /> },
          { term: "Workspace", value: <ChatName name={offer.workspaceName} id={offer.workspaceId} /> },
          { term: "Speaks for", value: you },
        ]}
      />
      <div className="flex flex-col items-start gap-4 border-t border-line p-4">
        <Callout tone="wait" icon={TriangleAlert} title="Did you ask for this link yourself, just now?">
          If somebody sent it to you, do not go on: they could then ask for things and decide on requests as you.
        </Callout>
        {error !== null && <ProblemCallout error={error} />}
        <Button variant="primary" busy={busy} onClick={() => void link()}>
          Yes, link this chat user to me
        </Button>
      </div>
    </Panel>
  );
}
