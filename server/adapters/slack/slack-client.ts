import type { Block } from "#domain/chat/block.ts";

/** Where a message stands in chat. */
export interface ChatPlace {
  readonly channel: string;
  /** The message's time, which is its id in the channel. */
  readonly ts: string;
}

/** What a message shows; `text` stands in for the blocks where those cannot be shown. */
export interface ChatMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** The way messages leave for chat. Each call fails after ten seconds, and at once when told to wait. */
export interface SlackClient {
  /** Posts to one person alone. @throws backend_unavailable, with `retryAfterSeconds` where it was told one; backend_refused */
  post(chatUserId: string, message: ChatMessage): Promise<ChatPlace>;
  /** Says for which workspace, and which enterprise, the token speaks. @throws as `post` does */
  identify(): Promise<{ readonly team: string; readonly ids: readonly string[] }>;
  /** Replaces a message. @throws as `post` does */
  update(place: ChatPlace, message: ChatMessage): Promise<void>;
}
