import { randomBytes } from "node:crypto";

/** Gives a nonce for one response: 128 random bits. */
export function newNonce(): string {
  return randomBytes(16).toString("base64url");
}

/**
 * The headers of every answer of the reveal origin: nothing is kept, framed, or loaded from elsewhere, and only a
 * script or a style that carries this response's nonce runs.
 */
export function securityHeaders(nonce: string, isSecure: boolean): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "origin-agent-cluster": "?1",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), clipboard-read=(), clipboard-write=(self)",
    "x-robots-tag": "noindex, nofollow",
    ...(isSecure ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  };
}
