import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { scanOutbound } from "#tests/harness/outbound-scan.ts";

/** One message as it was taken. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came, dots unstuffed. */
  readonly data: string;
  /** The text part, decoded. */
  readonly text: string;
  header(name: string): string | null;
}

/**
 * How the double behaves: takes mail; answers nothing at all; answers nothing after DATA; refuses for now (4xx) or for
 * good (5xx); drops the connection after DATA, having kept the message or not; refuses connections.
 */
export type SmtpMode = "take" | "hang" | "hang_after_data" | "busy" | "reject" | "drop" | "keep_and_drop" | "refuse";

/** A mail server that really speaks SMTP (RFC 5321), and misbehaves on demand. */
export interface SmtpDouble {
  /** For `SMTP_URL`, with short time limits. */
  readonly url: string;
  readonly taken: readonly TakenMail[];
  /** How often somebody connected or tried to send. */
  readonly attempts: number;
  behave(mode: SmtpMode): Promise<void>;
}

/** Starts the double on a port of its own; it ends with the test. What it takes is scanned for credentials. */
export async function startSmtpDouble(): Promise<SmtpDouble> {
  const taken: TakenMail[] = [];
  const sockets = new Set<Socket>();
  const state = { mode: "take" as SmtpMode, attempts: 0 };
  const open = async (port: number): Promise<Server> => {
    const server = createServer((socket) => {
      sockets.add(socket);
      state.attempts += 1;
      socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
      if (state.mode !== "hang") converse(socket, state, (mail) => taken.push(mail));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return server;
  };
  let server = await open(0);
  const { port } = server.address() as { port: number };
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return {
    url: `smtp://127.0.0.1:${port}?connectionTimeout=1000&greetingTimeout=500&socketTimeout=500`,
    taken,
    get attempts() {
      return state.attempts;
    },
    async behave(mode) {
      state.mode = mode;
      await close();
      if (mode !== "refuse") server = await open(port);
    },
  };
}

/** One session: commands a line at a time, data until the lone dot. */
function converse(socket: Socket, state: { readonly mode: SmtpMode }, take: (mail: TakenMail) => void): void {
  let pending = "";
  let data: string[] | null = null;
  let envelope: { from: string | null; to: string[] } = { from: null, to: [] };
  const say = (line: string) => socket.write(`${line}\r\n`);
  const endData = (lines: readonly string[]) => {
    const mail = takenMail(envelope.from ?? "", envelope.to, lines.join("\r\n"));
    envelope = { from: null, to: [] };
    if (state.mode === "hang_after_data") return;
    if (state.mode === "drop") return void socket.destroy();
    void scanOutbound("mail", mail.data);
    take(mail);
    if (state.mode === "keep_and_drop") return void socket.destroy();
    say("250 2.0.0 Taken");
  };
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
    if (state.mode === "busy" && verb === "RCPT") return say("451 4.3.0 Try again later");
    if (state.mode === "reject" && verb === "RCPT") return say("550 5.7.1 Not today");
    switch (verb) {
      case "EHLO":
        socket.write("250-double.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n");
        return;
      case "HELO":
      case "RSET":
      case "NOOP":
        return say("250 2.0.0 Fine");
      case "MAIL":
        envelope = { from: address, to: [] };
        return say("250 2.1.0 Fine");
      case "RCPT":
        if (envelope.from === null) return say("503 5.5.1 MAIL first");
        envelope.to.push(address);
        return say("250 2.1.5 Fine");
      case "DATA":
        if (envelope.to.length === 0) return say("503 5.5.1 RCPT first");
        data = [];
        return say("354 Go on");
      case "QUIT":
        say("221 2.0.0 Bye");
        return socket.end();
      default:
        return say("502 5.5.2 Unknown");
    }
  };
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (pending + chunk).split("\r\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      if (data === null) command(line);
      else if (line === ".") {
        const whole = data;
        data = null;
        endData(whole);
      } else data.push(line.startsWith(".") ? line.slice(1) : line);
    }
  });
  say("220 double.test ESMTP");
}

function takenMail(from: string, to: readonly string[], data: string): TakenMail {
  const [head = "", ...body] = data.split("\r\n\r\n");
  const headers = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const header = (name: string) =>
    headers
      .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      ?.slice(name.length + 1)
      .trim() ?? null;
  const coding = header("Content-Transfer-Encoding")?.toLowerCase() ?? "7bit";
  return { from, to, data, header, text: decodeBody(body.join("\r\n\r\n"), coding) };
}

function decodeBody(body: string, coding: string): string {
  if (coding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (coding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
