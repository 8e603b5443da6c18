import type { Queryable } from "#server/adapters/db/database.ts";

/** What a message says, the same in every channel: names and a link, never a credential. */
export interface MessageText {
  /** One line. */
  readonly subject: string;
  /** Lines of plain text; an empty one parts paragraphs. */
  readonly lines: readonly string[];
  /** The page it is about. Opening it changes nothing. */
  readonly link: string;
}

/** A message before its link is put under it. */
export type MessageDraft = Omit<MessageText, "link">;

/** One message on its way through one channel. */
export interface ChannelMessage {
  /** The notification's: the same message has it at every attempt, so that what arrives twice can be seen to be one. */
  readonly id: string;
  /** As `addressOf` gave it. */
  readonly to: string;
  readonly template: string;
  /** Names and ids only. */
  readonly payload: Readonly<Record<string, string>>;
  readonly text: MessageText;
}

/** A way to reach people outside the portal. One that is out never holds up another, nor what it tells of. */
export interface NotificationChannel {
  readonly id: "email" | "slack";
  /** Where this channel reaches somebody; null: it does not. */
  addressOf(db: Queryable, recipientId: string): Promise<string | null>;
  /**
   * Resolves when the other side has taken the message, and rejects within a minute otherwise: it is tried again later.
   * What it rejects with is kept for people to see, so it names no secret.
   */
  send(message: ChannelMessage): Promise<void>;
}
