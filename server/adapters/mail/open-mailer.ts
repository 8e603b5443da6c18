import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { Settings } from "#server/settings.ts";

/** One message; `id` makes it the same message however often it is sent. */
export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The way mail leaves. */
export interface Mailer {
  /** Resolves when the message was taken by the mail server, or written. */
  send(mail: Mail): Promise<void>;
}

/** A server that hangs is given up after this; the address of the server may say otherwise, as query parameters. */
const limits = { dnsTimeout: 5000, connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000 };
/** Nothing in a message makes this process read a file or an address, and nothing answers it (RFC 3834, section 5). */
const safe = { disableFileAccess: true, disableUrlAccess: true, headers: { "Auto-Submitted": "auto-generated" } };

/** Opens the way mail leaves: `SMTP_URL`, or files in `LATCHKEY_HOME/mail` where none is set. */
export function openMailer(settings: Settings): Mailer {
  const smtp = settings.SMTP_URL ? createTransport({ ...limits, url: settings.SMTP_URL }) : null;
  return {
    async send({ id, to, subject, text }) {
      const messageId = `<${id}@${new URL(settings.LATCHKEY_PUBLIC_URL).hostname}>`;
      const mail = { ...safe, from: settings.MAIL_FROM, to: { name: "", address: to }, messageId, subject, text };
      if (smtp) await smtp.sendMail(mail);
      else await keep(join(settings.LATCHKEY_HOME, "mail"), id, await new MailComposer(mail).compile().build());
    },
  };
}

/** Written beside and renamed, so that a mail is there whole or not at all. */
async function keep(directory: string, id: string, message: Buffer): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${id}.eml`);
  await writeFile(`${path}.part`, message, { mode: 0o600 });
  await rename(`${path}.part`, path);
}
