import { z } from "zod";

// Limits and shapes of the vendor's documentation: docs.slack.dev/reference/block-kit
const plain = (max: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const either = (max: number) =>
  z.discriminatedUnion("type", [
    plain(max),
    z.strictObject({ type: z.literal("mrkdwn"), text: z.string().min(1).max(max), verbatim: z.boolean().optional() }),
  ]);
const blockId = { block_id: z.string().min(1).max(255).optional() };

const button = z.strictObject({
  type: z.literal("button"),
  action_id: z.string().min(1).max(255),
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
});

const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), text: plain(150), ...blockId }),
  z
    .strictObject({
      type: z.literal("section"),
      text: either(3000).optional(),
      fields: z.array(either(2000)).min(1).max(10).optional(),
      ...blockId,
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined),
  z.strictObject({ type: z.literal("context"), elements: z.array(either(2000)).min(1).max(10), ...blockId }),
  z.strictObject({ type: z.literal("divider"), ...blockId }),
  z
    .strictObject({ type: z.literal("actions"), elements: z.array(button).min(1).max(25), ...blockId })
    .refine(({ elements }) => new Set(elements.map(({ action_id }) => action_id)).size === elements.length),
]);

const blocks = z.array(block).min(1).max(50);

/** Blocks of a message, checked. */
export type ValidBlocks = z.output<typeof blocks>;

/** Gives blocks that the vendor would take, or null. */
export function validateBlocks(value: unknown): ValidBlocks | null {
  return blocks.safeParse(value).data ?? null;
}
