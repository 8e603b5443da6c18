import http from "node:http";
import net, { type Socket } from "node:net";
import tls from "node:tls";
import { answerBytesRead } from "#domain/webhooks/webhook-limits.ts";
import { checkWebhookUrl, type WebhookRules, type WebhookTarget } from "#server/adapters/webhooks/check-webhook-url.ts";
import { isPublicAddress } from "#server/adapters/webhooks/denied-networks.ts";
import type { ResolveHost } from "#server/adapters/webhooks/resolve-host.ts";

/** One message, signed. */
export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What came back: an answer, or why there was none, in a sentence that holds nothing of ours. */
export type WebhookAnswer =
  | { readonly status: number; readonly retryAfter: string | undefined; readonly body: Buffer }
  | { readonly status: null; readonly reason: string };

/** Sends one message once. Never rejects. */
export type PostWebhook = (message: WebhookMessage) => Promise<WebhookAnswer>;

interface PostOptions extends WebhookRules {
  readonly resolve: ResolveHost;
  /** For the whole of it: name, connection, answer. */
  readonly limitMs?: number;
  /** An authority beside those that Node trusts; for tests. */
  readonly ca?: string;
}

const limitMsDefault = 10_000;

/** What is not called, though its URL looked well. */
class Refused extends Error {}

/**
 * Gives what sends messages to endpoints, and to nothing else: the host is resolved once, every address of it must be one
 * that may be called, the connection goes to one of just these and is looked at again before a byte is written. Nothing is
 * followed, no proxy is used, no connection is used twice.
 */
export function openPost({ limitMs = limitMsDefault, ...options }: PostOptions): PostWebhook {
  return async ({ url, headers, body }) => {
    const limit = AbortSignal.timeout(limitMs);
    try {
      const target = checkWebhookUrl(url, options);
      if (typeof target === "string") throw new Refused(`The URL is refused: ${target}`);
      const address = pick(target, await within(limit, options.resolve(target.host)), options);
      const socket = await connect(target, { address, options, limit });
      return await exchange(target, { socket, headers, body, limit });
    } catch (error) {
      return { status: null, reason: reasonOf(error, limit) };
    }
  };
}

/** One address that may be called denies nothing; one that may not denies all: which one is used is not for the name to say. */
function pick(target: WebhookTarget, addresses: readonly string[], { allowed }: WebhookRules): string {
  const [first] = addresses;
  if (first === undefined) throw new Refused("The host has no address.");
  const isCallable = (address: string) => allowed.has(address) || (!target.isInner && isPublicAddress(address));
  if (!addresses.every(isCallable)) throw new Refused("The host has an address that may not be called from here.");
  return first;
}

interface Place {
  readonly address: string;
  readonly options: Pick<PostOptions, "ca" | "allowed">;
  readonly limit: AbortSignal;
}

async function connect(target: WebhookTarget, { address, options, limit }: Place): Promise<Socket> {
  const plain = net.connect({ host: address, port: target.port });
  await opened(plain, "connect", limit);
  // What the kernel says, not what we asked for.
  const reached = plain.remoteAddress ?? "";
  if (reached !== address && !(net.isIPv6(address) && sameAddress(reached, address))) {
    plain.destroy();
    throw new Refused("The connection went elsewhere.");
  }
  if (target.isPlain) return plain;
  const name = net.isIP(target.host) === 0 ? target.host : undefined;
  const secure = tls.connect({ socket: plain, servername: name, host: target.host, ca: authorities(options.ca) });
  await opened(secure, "secureConnect", limit);
  return secure;
}

function sameAddress(one: string, other: string): boolean {
  const list = new net.BlockList();
  list.addAddress(other, "ipv6");
  return net.isIPv6(one) && list.check(one, "ipv6");
}

function authorities(ca: string | undefined): string[] | undefined {
  return ca === undefined ? undefined : [...tls.rootCertificates, ca];
}

function opened(socket: Socket, event: "connect" | "secureConnect", limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = () => socket.destroy(new Error("the time is over"));
    if (limit.aborted) give();
    limit.addEventListener("abort", give, { once: true });
    socket.once("error", reject);
    socket.once(event, () => {
      socket.off("error", reject);
      // Between here and the exchange nobody listens; what goes wrong then is seen there.
      socket.on("error", () => undefined);
      resolve();
    });
  });
}

interface Exchange extends Pick<WebhookMessage, "headers" | "body"> {
  readonly socket: Socket;
  readonly limit: AbortSignal;
}

function exchange(target: WebhookTarget, { socket, headers, body, limit }: Exchange): Promise<WebhookAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: "POST",
      path: `${target.url.pathname}${target.url.search}`,
      headers: {
        ...headers,
        host: target.url.host,
        "content-length": String(body.length),
        "accept-encoding": "identity",
        connection: "close",
      },
      createConnection: () => socket,
      signal: limit,
    });
    let isAnswered = false;
    const fail = (error: Error) => {
      // The status is what counts: a body that never ends, or breaks off, is cut and fails nothing.
      if (!isAnswered) reject(error);
    };
    request.on("error", fail);
    request.once("close", () => fail(new Error("the connection ended")));
    request.once("response", (response) => {
      isAnswered = true;
      const { statusCode: status = 0 } = response;
      const retryAfter = response.headers["retry-after"];
      void readBounded(response).then((answered) => {
        request.destroy();
        resolve({ status, retryAfter, body: answered });
      });
    });
    request.end(body);
  });
}

async function readBounded(response: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response) {
      parts.push(part as Buffer);
      bytes += (part as Buffer).length;
      if (bytes >= answerBytesRead) break;
    }
  } catch {
    // What came before counts.
  }
  return Buffer.concat(parts).subarray(0, answerBytesRead);
}

async function within<T>(limit: AbortSignal, work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      limit.addEventListener("abort", () => reject(new Error("the time is over")), { once: true });
    }),
  ]);
}

/** Only what is known is said: an error of the runtime may hold an address, a path or a part of a certificate. */
const known: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was cut.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The host cannot be reached.",
  ETIMEDOUT: "There was no answer in time.",
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is self-signed.",
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate comes from an authority that is not trusted.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate comes from an authority that is not trusted.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "Its certificate comes from an authority that is not trusted.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another name.",
  HPE_HEADER_OVERFLOW: "Its answer was too long.",
};

function reasonOf(error: unknown, limit: AbortSignal): string {
  if (error instanceof Refused) return error.message;
  if (limit.aborted) return "There was no answer in time.";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return known[code] ?? "The connection failed.";
}
