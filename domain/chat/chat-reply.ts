import type { Block, ButtonElement } from "#domain/chat/block.ts";
import { escapeMarkup, plainText } from "#domain/chat/plain-text.ts";

/** An answer in chat: blocks that read no markup, and the text that stands in for them. */
export interface ChatReply {
  readonly text: string;
  readonly blocks: readonly Block[];
}

const buttonCharactersMax = 75;

/** Makes an answer of lines and buttons; each line is shown as it stands. */
export function chatReply(lines: readonly string[], buttons: readonly ButtonElement[] = []): ChatReply {
  const sections = lines.map((line): Block => ({ type: "section", text: plainText(line) }));
  const actions: Block[] = buttons.length === 0 ? [] : [{ type: "actions", elements: buttons }];
  return { text: escapeMarkup(lines.join(" ")), blocks: [...sections, ...actions] };
}

/** A button that opens a page; what it opens changes nothing. */
export function linkButton(label: string, url: string): ButtonElement {
  return { type: "button", action_id: "open", text: plainText(label, buttonCharactersMax), url };
}

/** A button that calls back with `value`. */
export function actionButton(
  action: "approve" | "reject",
  { label, value }: { readonly label: string; readonly value: string },
): ButtonElement {
  const style = action === "approve" ? "primary" : "danger";
  return { type: "button", action_id: action, text: plainText(label, buttonCharactersMax), value, style };
}
