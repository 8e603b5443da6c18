import type { Block, ButtonElement } from "#domain/chat/block.ts";
import { actionButton, linkButton, type ChatReply } from "#domain/chat/chat-reply.ts";
import { spellDecideValue } from "#domain/chat/decide-value.ts";
import { escapeMarkup, plainText } from "#domain/chat/plain-text.ts";

/** A request as somebody is asked about it in chat: all that their one click would be about. */
export interface ChatAsk {
  readonly requestId: string;
  readonly digest: string;
  readonly url: string;
  readonly headline: string;
  /** Label and value, in the order they are shown. */
  readonly facts: readonly (readonly [string, string])[];
  readonly purpose: string;
  /** What the guardrails say against it. */
  readonly findings: readonly string[];
  /** What became of it; null while it waits for who is asked. */
  readonly outcome: string | null;
  /** Whether chat may decide on it. */
  readonly inChat: boolean;
  /** Why their last click came to nothing. */
  readonly note: string | null;
}

const factsMax = 10;
const factCharactersMax = 2000;
const headlineCharactersMax = 150;

/** Writes the message: with buttons to decide while it waits and chat may, always with the way to the portal. */
export function askMessage(ask: ChatAsk): ChatReply {
  const { headline, facts, purpose, findings, outcome, note, digest } = ask;
  const section = (text: string): Block => ({ type: "section", text: plainText(text) });
  const blocks: Block[] = [
    { type: "header", text: plainText(headline, headlineCharactersMax) },
    {
      type: "section",
      fields: facts.slice(0, factsMax).map(([label, value]) => plainText(`${label}: ${value}`, factCharactersMax)),
    },
    section(`Purpose: ${purpose}`),
    ...findings.map(section),
    ...(outcome === null ? [] : [section(outcome)]),
    ...(note === null ? [] : [section(note)]),
    { type: "context", elements: [plainText(`What is decided on: ${digest}`, factCharactersMax)] },
    { type: "actions", elements: buttonsOf(ask) },
  ];
  return { text: escapeMarkup(outcome === null ? headline : `${headline}: ${outcome}`), blocks };
}

function buttonsOf({ requestId, digest, url, outcome, inChat }: ChatAsk): readonly ButtonElement[] {
  if (outcome !== null) return [linkButton("Open in portal", url)];
  // Elsewhere a yes asks for a sign-in, so the button leads to where one is to be had.
  if (!inChat) return [linkButton("Review and decide in portal", url)];
  const value = spellDecideValue({ requestId, digest });
  return [
    actionButton("approve", { label: "Approve", value }),
    actionButton("reject", { label: "Reject", value }),
    linkButton("Open in portal", url),
  ];
}
