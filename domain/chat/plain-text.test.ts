import fc from "fast-check";
import { expect, test } from "vitest";
import { askMessage } from "#domain/chat/ask-message.ts";
import { readDecideValue, spellDecideValue } from "#domain/chat/decide-value.ts";
import { escapeMarkup, plainText } from "#domain/chat/plain-text.ts";
import { validateBlocks } from "#tests/slack-double/validate-blocks.ts";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({ maxLength: 9000 }),
);

test("whatever people write, the text that is read for markup holds none", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(escapeMarkup(text)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      expect(escapeMarkup(text)).not.toBe("");
    }),
  );
});

test("whatever people write, a message fits the limits of the chat", () => {
  const texts = fc.array(anyText, { maxLength: 5 });
  fc.assert(
    fc.property(anyText, texts, fc.boolean(), (text, findings, inChat) => {
      const ids = { requestId: `req_${"0".repeat(26)}`, digest: `sha256:${"0".repeat(64)}`, url: "https://l.test/r" };
      const said = { headline: text, purpose: text, findings, outcome: inChat ? null : text, note: text };
      const { blocks } = askMessage({ ...ids, ...said, inChat, facts: [["Team", text]] });
      expect(validateBlocks(blocks)).not.toBeNull();
      expect(JSON.stringify(blocks)).not.toContain("mrkdwn");
    }),
  );
});

test("text keeps its lines and loses what cannot be seen", () => {
  expect(plainText("a\nb").text).toBe("a\nb");
  expect(plainText("a\u202eb\u0007c\u200bd").text).toBe("a b c d");
  expect(plainText("  ").text).toBe("–");
  expect(plainText("x".repeat(80), 75).text).toHaveLength(75);
  expect(plainText(`${"x".repeat(73)}😀😀`, 75).text).toBe(`${"x".repeat(73)}…`);
});

test("the value of a button is a request and a digest, and nothing else is one", () => {
  const value = { requestId: "req_01m8ektpr47317t8bqynyjm0st", digest: `sha256:${"a1".repeat(32)}` };
  expect(readDecideValue(spellDecideValue(value))).toEqual(value);
  for (const text of ["", "x|y", `${spellDecideValue(value)} `, `${spellDecideValue(value)}|x`, value.requestId]) {
    expect(readDecideValue(text)).toBeNull();
  }
});
