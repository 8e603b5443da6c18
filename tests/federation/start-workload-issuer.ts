import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTHeaderParameters, type JWTPayload } from "jose";

/** A platform that signs tokens for its workloads: a real HTTP server with discovery and keys. */
export interface WorkloadTestIssuer extends AsyncDisposable {
  readonly url: string;
  /** Signs with the newest key unless `key` is another one. */
  sign(payload: JWTPayload, header?: Partial<JWTHeaderParameters>, key?: CryptoKey | Uint8Array): Promise<string>;
  /** The newest public key, as an attacker has it. */
  readonly publicJwk: JWK;
  /** Makes another key the newest; `keep`: the ones before are published as well. */
  rotate(options?: { readonly keep: boolean }): Promise<void>;
  /** While true nothing answers but with 503. */
  isDown: boolean;
  /** What the discovery document says instead. */
  discovery: Readonly<Record<string, unknown>>;
  /** Requests for the discovery document and for the keys so far. */
  readonly asked: { discovery: number; keys: number };
}

interface Key {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

let keys = 0;

/** Starts an issuer on a free loopback port that signs with RS256, as GitHub and GitLab do, or with another algorithm. */
export async function startWorkloadIssuer(alg = "RS256"): Promise<WorkloadTestIssuer> {
  const published: Key[] = [await makeKey(alg)];
  const asked = { discovery: 0, keys: 0 };
  const newest = () => published.at(-1) as Key;
  const server = createServer((req, res) => {
    const send = (value: unknown) =>
      res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (req.url === "/.well-known/openid-configuration") asked.discovery += 1;
    if (req.url === "/jwks") asked.keys += 1;
    if (issuer.isDown) res.writeHead(503).end();
    else if (req.url === "/.well-known/openid-configuration")
      send({ issuer: issuer.url, jwks_uri: `${issuer.url}/jwks`, ...issuer.discovery });
    else if (req.url === "/jwks") send({ keys: published.map(({ publicJwk }) => publicJwk) });
    else if (req.url === "/moved") res.writeHead(302, { location: `${issuer.url}/jwks` }).end();
    else if (req.url === "/huge") res.end(`{"keys":[],"x":"${"x".repeat(600_000)}"}`);
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer: WorkloadTestIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get publicJwk() {
      return newest().publicJwk;
    },
    isDown: false,
    discovery: {},
    asked,
    sign: (payload, header = {}, key = newest().privateKey) =>
      new SignJWT(payload).setProtectedHeader({ alg, typ: "JWT", kid: newest().publicJwk.kid, ...header }).sign(key),
    rotate: async ({ keep } = { keep: true }) => {
      const key = await makeKey(alg);
      if (!keep) published.length = 0;
      published.push(key);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}

async function makeKey(alg: string): Promise<Key> {
  keys += 1;
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: `key-${keys}`, alg, use: "sig" } };
}

/** The times of a token that was issued just now, and an id of its own. */
export function timesOf(now = Math.floor(Date.now() / 1000)): JWTPayload {
  return { jti: randomUUID(), iat: now, nbf: now, exp: now + 300 };
}
