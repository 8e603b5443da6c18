import { expect, test } from "vitest";
import { messageTemplates } from "#domain/notifications/message-templates.ts";
import { writeMessage } from "#server/notifications/write-message.ts";

const origins = { LATCHKEY_PUBLIC_URL: "https://portal.example", LATCHKEY_REVEAL_URL: "https://reveal.example" };
const templates = Object.keys(messageTemplates);

/** What a payload may hold, by the keys that any message uses. */
const keys = [
  "name",
  "environment",
  "requester",
  "recipient",
  "by",
  "who",
  "askedBy",
  "comment",
  "reason",
  "changes",
  "rules",
  "stage",
  "stages",
  "usualWait",
  "incident",
  "reviewer",
  "team",
  "until",
  "why",
  "chatUser",
  "workspace",
];

/** What people write may name an address; a name may not. */
const noSentences = { comment: "", reason: "", changes: "", why: "", rules: "" };

const hostile = [
  "Noor\r\nBcc: everybody@example.test\r\n\r\nYour account is locked",
  "a\u0000b\u001b[31m\u0085c\u2028d\u2029e",
  "\u202egnp.exe\u2066x\u200f",
  "<!channel> <!here> <@U123> <https://evil.example|your request>",
  "[Reveal](https://evil.example) https://evil.example/login",
  "<img src=x onerror=alert(1)><script>alert(1)</script>",
  "\ud800 lone, \u200b zero width",
  "x".repeat(5000),
];

test.each(templates)("%s has words of its own, one line of subject and a page as its link", (template) => {
  const text = writeMessage(template, { name: "orders", requestId: "req_1", reason: "It was refused." }, origins);
  expect(text.subject).toMatch(/orders|Linked to chat/);
  expect(text.subject).not.toContain("News of");
  expect(text.lines.join("\n")).not.toMatch(/undefined|null/);
  expect(text.link).toMatch(
    /^https:\/\/(portal|reveal)\.example\/(requests\/req_1|devices|break-glass|chat-link|operations|webhooks\/)$/,
  );
});

test.each(templates)(
  "%s keeps what others chose within its line, and makes no link, mention or tag of it",
  (template) => {
    for (const text of hostile) {
      const payload = Object.fromEntries(keys.map((key) => [key, text]));
      const message = writeMessage(template, { ...payload, requestId: "req_1", grantId: "gr_1" }, origins);
      const said = [message.subject, ...message.lines];
      for (const line of said) expect(line).not.toMatch(/[\p{C}\u2028\u2029<>]/u);
      expect(message.subject.length).toBeLessThanOrEqual(200);
      expect(Math.max(...said.map((line) => line.length))).toBeLessThan(1500);
      const names = writeMessage(template, { ...payload, ...noSentences }, origins);
      const links = names.lines.join(" ").match(/[a-z]+:\/\/\S+/g) ?? [];
      expect(links.filter((link) => !link.startsWith("https://reveal.example/g/"))).toEqual([]);
    }
  },
);

test("an id that is none leads nowhere else", () => {
  const { link } = writeMessage("request.approved", { requestId: "../../evil?x#y" }, origins);
  expect(link).toBe("https://portal.example/requests/..%2F..%2Fevil%3Fx%23y");
});

test("a message that nobody knows any more points to its request", () => {
  const text = writeMessage("no.such.message", { name: "orders", requestId: "req_1" }, origins);
  expect(text).toEqual({
    subject: "News of orders",
    lines: ["There is news of orders."],
    link: "https://portal.example/requests/req_1",
  });
});
