import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Authority } from "./authority.ts";
import { AuthorityError } from "./authority-error.ts";
import { limits } from "./limits.ts";

/** A call of the relying world. */
export interface PublicCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly read: () => Promise<Buffer>;
}

/**
 * Serves the list of revocations, answers about single certificates (OCSP over GET and POST, RFC 6960; cached as
 * RFC 5019 says), the issuer's certificate, and whether the authority is up.
 *
 * @throws AuthorityError not_found, method_not_allowed, body_too_large
 */
export async function answerPublic(authority: Authority, call: PublicCall, res: ServerResponse): Promise<void> {
  const { pathname } = call.url;
  const reads = call.method === "GET" || call.method === "HEAD";
  if (pathname === "/ocsp" || pathname.startsWith("/ocsp/")) return answerOcsp(authority, call, res);
  if (!reads) throw new AuthorityError("method_not_allowed", "That path is read only.");
  if (pathname === "/healthz") {
    await authority.assertSound();
    return send(res, { type: "text/plain", body: Buffer.from("ok\n") });
  }
  const at = (part: "certificate" | "crl") =>
    authority.issuers.find(({ urls }) => new URL(urls[part]).pathname === pathname);
  const owner = at("certificate");
  if (owner !== undefined) {
    const { certificate, notAfter } = owner;
    return send(res, { type: "application/pkix-cert", body: certificate, until: notAfter, maxAge: 86_400 });
  }
  const issuer = at("crl");
  if (issuer === undefined) throw new AuthorityError("not_found", "There is no such path.");
  const { der, thisUpdate, nextUpdate } = await authority.revocationList(issuer);
  const maxAge = limits.ocspCacheSeconds;
  send(res, { type: "application/pkix-crl", body: der, from: thisUpdate, until: nextUpdate, maxAge });
}

async function answerOcsp(authority: Authority, call: PublicCall, res: ServerResponse): Promise<void> {
  const isPost = call.method === "POST" && call.url.pathname === "/ocsp";
  if (!isPost && call.method !== "GET") throw new AuthorityError("method_not_allowed", "OCSP takes GET and POST.");
  const request = isPost ? await call.read() : fromPath(call.url.pathname.slice("/ocsp/".length));
  const now = new Date();
  const { der, mayCache } = authority.answerOcsp(request);
  const caching = mayCache
    ? { from: now, until: new Date(now.getTime() + limits.ocspValidMs), maxAge: limits.ocspCacheSeconds }
    : {};
  send(res, { type: "application/ocsp-response", body: der, ...caching });
}

/** The request in base64, with or without escapes (RFC 6960, A.1). */
function fromPath(path: string): Buffer {
  try {
    return Buffer.from(decodeURIComponent(path), "base64");
  } catch {
    return Buffer.alloc(0);
  }
}

interface Reply {
  readonly type: string;
  readonly body: Buffer;
  /** Left out: no cache may keep it. */
  readonly maxAge?: number;
  readonly from?: Date;
  readonly until?: Date;
}

function send(res: ServerResponse, { type, body, maxAge, from, until }: Reply): void {
  const caching = maxAge === undefined ? "no-store" : `max-age=${maxAge}, public, no-transform, must-revalidate`;
  res.writeHead(200, {
    "content-type": type,
    "content-length": body.length,
    "cache-control": caching,
    ...(maxAge !== undefined && { etag: `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"` }),
    ...(from && { "last-modified": from.toUTCString() }),
    ...(until && { expires: until.toUTCString() }),
  });
  res.end(body);
}
