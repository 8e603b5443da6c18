import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { onTestFinished } from "vitest";
import { webhookPayloadSchema, type WebhookPayload } from "#domain/webhooks/webhook-payload.ts";

/** One message as it arrived. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver answers; 204 unless told otherwise. */
type AnswerWith = (received: ReceivedWebhook, res: ServerResponse, count: number) => void;

export interface WebhookReceiver {
  readonly origin: string;
  readonly port: number;
  readonly received: readonly ReceivedWebhook[];
  /** Connections that reached the listening socket, whatever came over them. */
  readonly connections: () => number;
  answerWith(answer: AnswerWith): void;
}

/** Opens a receiver of webhooks on a loopback address; it closes with the test. */
export async function openWebhookReceiver(host = "127.0.0.1"): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let connections = 0;
  let answer: AnswerWith = (_, res) => void res.writeHead(204).end();
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      const message = { path: req.url ?? "", headers: req.headers, body: Buffer.concat(parts).toString() };
      received.push(message);
      answer(message, res, received.length);
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    origin: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    received,
    connections: () => connections,
    answerWith: (given) => {
      answer = given;
    },
  };
}

/** Reads a message as its receiver does. @throws when the signature is not one of this key's */
export function verified(key: string, { headers, body }: ReceivedWebhook): WebhookPayload {
  return webhookPayloadSchema.parse(new Webhook(key).verify(body, headers as Record<string, string>));
}
