import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters, type JWTPayload } from "jose";

/** A tiny OIDC issuer: metadata, keys, the code flow with PKCE, and tokens that say whatever a test wants. */
export interface TestIssuer extends AsyncDisposable {
  readonly url: string;
  /** Signs with the published key unless `key` is another one. */
  sign(payload: JWTPayload, header?: Partial<JWTHeaderParameters>, key?: CryptoKey | Uint8Array): Promise<string>;
  /** The public key, as an attacker has it. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** While true nothing answers but with 503. */
  isDown: boolean;
  /** Claims of who is signed in at the issuer; null: a silent sign-in finds nobody. */
  person: (() => JWTPayload) | null;
  /** What an interactive sign-in makes of `person`, and of what it was asked for. */
  onSignIn: ((asked: URLSearchParams) => void) | null;
}

interface PendingCode {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly claims: JWTPayload;
}

/** Starts an issuer on a free loopback port. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const publicJwk = { ...(await exportJWK(publicKey)), kid: "test", alg: "ES256", use: "sig" };
  const codes = new Map<string, PendingCode>();
  const server = createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? "/", issuer.url);
    if (issuer.isDown) res.writeHead(503).end();
    else if (pathname === "/.well-known/openid-configuration") sendJson(res, metadataOf(issuer.url));
    else if (pathname === "/jwks") sendJson(res, { keys: [publicJwk] });
    else if (pathname === "/auth") authorize(issuer, codes, { query: searchParams, res });
    else if (pathname === "/token") void exchange(issuer, codes, { req, res });
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publicJwk,
    isDown: false,
    person: null,
    onSignIn: null,
    sign: (payload, header = {}, key = privateKey) =>
      new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid: "test", ...header }).sign(key),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}

function metadataOf(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/auth`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
    scopes_supported: ["openid", "email", "profile", "groups"],
    authorization_response_iss_parameter_supported: true,
  };
}

/** Answers as an issuer does that never asks: it signs in whom the test says, or finds nobody. */
function authorize(
  issuer: TestIssuer,
  codes: Map<string, PendingCode>,
  { query, res }: { query: URLSearchParams; res: ServerResponse },
): void {
  const isSilent = query.get("prompt") === "none";
  if (!isSilent) issuer.onSignIn?.(query);
  const answer = new URL(query.get("redirect_uri") ?? "");
  answer.searchParams.set("state", query.get("state") ?? "");
  answer.searchParams.set("iss", issuer.url);
  const isAsked = query.get("response_type") === "code" && query.get("code_challenge_method") === "S256";
  if (!isAsked || issuer.person === null) answer.searchParams.set("error", "login_required");
  else {
    const code = randomBytes(16).toString("hex");
    const challenge = query.get("code_challenge") ?? "";
    const claims = { ...issuer.person(), aud: query.get("client_id") ?? "", nonce: query.get("nonce") ?? "" };
    codes.set(code, { challenge, redirectUri: query.get("redirect_uri") ?? "", claims });
    answer.searchParams.set("code", code);
  }
  res.writeHead(302, { location: answer.href }).end();
}

/** A code is exchanged once, by a client that proves its secret and the verifier of the challenge. */
async function exchange(
  issuer: TestIssuer,
  codes: Map<string, PendingCode>,
  { req, res }: { req: IncomingMessage; res: ServerResponse },
): Promise<void> {
  let body = "";
  for await (const chunk of req) body += String(chunk);
  const form = new URLSearchParams(body);
  const code = form.get("code") ?? "";
  const pending = codes.get(code);
  codes.delete(code);
  const challenge = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  const isClient = req.headers.authorization?.startsWith("Basic ") === true;
  const isProven = pending?.challenge === challenge && pending.redirectUri === form.get("redirect_uri");
  if (!isClient || !isProven) return sendJson(res, { error: "invalid_grant" }, 400);
  const id_token = await issuer.sign(pending.claims);
  sendJson(res, { access_token: "opaque", token_type: "Bearer", expires_in: 60, id_token });
}

function sendJson(res: ServerResponse, value: unknown, status = 200): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
