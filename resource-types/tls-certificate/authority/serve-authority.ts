import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answerAdmin } from "./admin-routes.ts";
import type { Authority } from "./authority.ts";
import { AuthorityError } from "./authority-error.ts";
import { limits } from "./limits.ts";
import { answerPublic } from "./public-routes.ts";

/** Whom a listener serves: the relying world, the administrator, or both. */
export interface Serving {
  readonly authority: Authority;
  readonly isPublic: boolean;
  /** SHA-256 of the administrator's token; null: nobody is the administrator here. */
  readonly adminTokenHash: Buffer | null;
  /** Receives errors that nobody foresaw; never a token. */
  readonly tell: (error: unknown) => void;
}

/** Answers every call in JSON, or in the formats of the relying world; a refusal has a code and a sentence. */
export function serveAuthority(serving: Serving): RequestListener {
  return (req, res) => {
    answer(serving, req, res).catch((error: unknown) => {
      if (!(error instanceof AuthorityError)) serving.tell(error);
      const refusal = error instanceof AuthorityError ? error : new AuthorityError("internal", "Something went wrong.");
      if (res.headersSent) return void res.destroy();
      // The rest of a body that is too long is not read.
      if (!req.complete) res.setHeader("connection", "close");
      sendJson(res, refusal.status, { code: refusal.code, message: refusal.message });
    });
  };
}

async function answer(serving: Serving, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { authority, isPublic } = serving;
  const method = req.method ?? "GET";
  const url = new URL(req.url ?? "/", "http://authority");
  if (isPublic && !url.pathname.startsWith("/v1/")) {
    const read = () => readBody(req);
    return answerPublic(authority, { method, url, headers: req.headers, read }, res);
  }
  if (!isAdmin(serving.adminTokenHash, req.headers.authorization)) {
    throw new AuthorityError("unauthenticated", "Send the administrator's token.");
  }
  const body = method === "GET" ? undefined : parseJson(await readBody(req));
  const call = { method, path: url.pathname, query: url.searchParams, body };
  sendJson(res, 200, await answerAdmin(authority, call));
}

function isAdmin(hash: Buffer | null, header = ""): boolean {
  const [, token = ""] = /^Bearer ([\x21-\x7e]{1,512})$/.exec(header) ?? [];
  return hash !== null && timingSafeEqual(createHash("sha256").update(token).digest(), hash);
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.bodyBytesMax) {
      throw new AuthorityError("body_too_large", `A call has at most ${limits.bodyBytesMax} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new AuthorityError("malformed", "The body is not JSON.");
  }
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  res.end(text);
}
