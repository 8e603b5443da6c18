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
    url: `smtp://127.0.0.1:${port}?connectionTimeout=4000&greetingTimeout=4000&socketTimeout=4000`,
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

/** One session: its envelope, and the lines of the data that is coming in. */
interface Session {
  readonly socket: Socket;
  readonly state: { readonly mode: SmtpMode };
  from: string | null;
  to: string[];
  data: string[] | null;
}

/** Commands a line at a time, data until the lone dot. */
function converse(socket: Socket, state: Session["state"], take: (mail: TakenMail) => void): void {
  const session: Session = { socket, state, from: null, to: [], data: null };
  let pending = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (pending + chunk).split("\r\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      if (session.data === null) answerCommand(session, line);
      else if (line === ".") endData(session, take);
      else session.data.push(line.startsWith(".") ? line.slice(1) : line);
    }
  });
  say(session, "220 double.test ESMTP");
}

function say({ socket }: Session, line: string): void {
  socket.write(`${line}\r\n`);
}

function answerCommand(session: Session, line: string): void {
  const verb = line.slice(0, 4).toUpperCase();
  const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
  const { mode } = session.state;
  switch (verb) {
    case "EHLO":
      return say(session, "250-double.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING");
    case "RSET":
      Object.assign(session, { from: null, to: [] });
      return say(session, "250 2.0.0 Fine");
    case "HELO":
    case "NOOP":
      return say(session, "250 2.0.0 Fine");
    case "MAIL":
      Object.assign(session, { from: address, to: [] });
      return say(session, "250 2.1.0 Fine");
    case "RCPT":
      if (mode === "busy") return say(session, "451 4.3.0 Try again later");
      if (mode === "reject") return say(session, "550 5.7.1 Not today");
      if (session.from === null) return say(session, "503 5.5.1 MAIL first");
      session.to.push(address);
      return say(session, "250 2.1.5 Fine");
    case "DATA":
      if (session.to.length === 0) return say(session, "503 5.5.1 RCPT first");
      session.data = [];
      return say(session, "354 Go on");
    case "QUIT":
      say(session, "221 2.0.0 Bye");
      session.socket.end();
      return;
    default:
      return say(session, "502 5.5.2 Unknown");
  }
}

function endData(session: Session, take: (mail: TakenMail) => void): void {
  const { from, to, data, socket, state } = session;
  Object.assign(session, { from: null, to: [], data: null });
  if (state.mode === "hang_after_data") return;
  if (state.mode !== "drop") {
    const mail = takenMail(from ?? "", to, (data ?? []).join("\r\n"));
    void scanOutbound("mail", mail.data);
    take(mail);
  }
  if (state.mode === "drop" || state.mode === "keep_and_drop") socket.destroy();
  else say(session, "250 2.0.0 Taken");
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
