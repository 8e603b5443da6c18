import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";

/** What an issuer does otherwise than it should, or than the embedded one does. */
export interface Oddity {
  /** Claims of the ID token that replace what belongs there. */
  readonly idToken?: JWTPayload;
  /** The access token's audiences, by the scopes that were asked for and its own address; null: an opaque token. */
  readonly audiences?: (scopes: readonly string[], url: string) => readonly string[] | null;
  readonly hasRefreshTokens?: boolean;
  /** Seconds that an access token lives. */
  readonly seconds?: number;
  /** What the installation says of itself instead of the truth. */
  readonly resource?: string;
  readonly revealResource?: string;
  /** Name of the person. */
  readonly name?: string;
}

/** An installation and its issuer in one, on one loopback port: it signs in whoever comes. */
export interface OddIssuer extends AsyncDisposable {
  readonly url: string;
  /** Forms that its token endpoint got. */
  readonly forms: URLSearchParams[];
  /** Bearers that its API got. */
  readonly bearers: string[];
}

/** Starts one on a free loopback port. */
export async function startOddIssuer(oddity: Oddity = {}): Promise<OddIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "odd", alg: "ES256", use: "sig" };
  const sign = (claims: JWTPayload, typ: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "odd", typ }).sign(privateKey);
  const asked = new Map<string, URLSearchParams>();
  const forms: URLSearchParams[] = [];
  const bearers: string[] = [];
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? "/", url);
    if (pathname === "/.well-known/oauth-protected-resource") return sendJson(res, resourceOf(url, oddity));
    if (pathname === "/.well-known/openid-configuration") return sendJson(res, metadataOf(url));
    if (pathname === "/jwks") return sendJson(res, { keys: [jwk] });
    if (pathname === "/auth") {
      const code = `code-${asked.size}`;
      asked.set(code, searchParams);
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.search = String(new URLSearchParams({ code, state: searchParams.get("state") ?? "", iss: url }));
      res.writeHead(303, { location: back.href }).end();
      return;
    }
    if (pathname === "/token") return sendJson(res, await issue(new URLSearchParams(await text(req))));
    bearers.push(req.headers.authorization ?? "");
    sendJson(res, { items: [], nextCursor: null });
  }

  async function issue(form: URLSearchParams): Promise<unknown> {
    forms.push(form);
    const before = asked.get(form.get("code") ?? "code-0");
    const scope = form.get("scope") ?? before?.get("scope") ?? "";
    const now = Math.floor(Date.now() / 1000);
    const common = { iss: url, sub: "odd", iat: now, exp: now + (oddity.seconds ?? 300) };
    const audiences = oddity.audiences ? oddity.audiences(scope.split(" "), url) : [form.get("resource") ?? url];
    const person = { nonce: before?.get("nonce") ?? "", name: oddity.name ?? "Odd", aud: "latchkey-cli" };
    return {
      access_token: audiences === null ? "opaque" : await sign({ ...common, aud: [...audiences], scope }, "at+jwt"),
      token_type: "Bearer",
      expires_in: oddity.seconds ?? 300,
      ...(oddity.hasRefreshTokens !== false && { refresh_token: `refresh-${forms.length}` }),
      ...(form.has("code") && { id_token: await sign({ ...common, ...person, ...oddity.idToken }, "JWT") }),
    };
  }

  return {
    url,
    forms,
    bearers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function resourceOf(url: string, { resource, revealResource }: Oddity): unknown {
  return {
    resource: resource ?? url,
    resource_name: "Latchkey",
    authorization_servers: [url],
    scopes_supported: ["all"],
    bearer_methods_supported: ["header"],
    latchkey_reveal_resource: revealResource ?? "https://reveal.example",
  };
}

function metadataOf(url: string): unknown {
  return {
    issuer: url,
    authorization_endpoint: `${url}/auth`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
    authorization_response_iss_parameter_supported: true,
  };
}

function sendJson(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}
