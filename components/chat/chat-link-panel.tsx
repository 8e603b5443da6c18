"use client";

import { useRouter } from "next/navigation";
import { z } from "zod";
import { callApi } from "#components/api/call-api.ts";
import { ChatName } from "#components/chat/chat-name.tsx";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { toasts } from "#components/ui/toasts.ts";
import type { ChatLinkView } from "#domain/contracts/chat-link.ts";

/** The chat user that speaks for whoever is signed in, and the way to end that. */
export function ChatLinkPanel({ link }: { link: ChatLinkView }) {
  const router = useRouter();

  async function unlink() {
    await callApi({ method: "POST", path: "/chat-link/end", body: {}, answer: z.null() });
    toasts.add({ title: "Unlinked", description: "From now on that chat user is nobody here." });
    router.refresh();
  }

  return (
    <Panel title="Speaks for you in chat">
      <DefinitionList
        items={[
          { term: "Chat user", value: <ChatName name={link.chatName} id={link.chatUserId} /> },
          { term: "Workspace", value: <ChatName name={link.workspaceName} id={link.workspaceId} /> },
          { term: "Linked", value: <RelativeTime at={link.linkedAt} /> },
        ]}
      />
      <div className="border-t border-line p-4">
        <ConfirmAction
          label="Unlink"
          title="Unlink this chat user?"
          description="It gets no messages any more and can ask for nothing and decide on nothing as you. You can link it again."
          onConfirm={unlink}
        />
      </div>
    </Panel>
  );
}
