import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type JWTPayload } from "jose";
import { timesOf, type WorkloadTestIssuer } from "#tests/federation/start-workload-issuer.ts";
import { githubClaims, githubToken } from "#tests/federation/workload-tokens.ts";

/** One way to forge a token, or to present one that should not count any more. */
export interface Forgery {
  readonly title: string;
  make(): Promise<string>;
}

/** Keys of an attacker, and a server that serves them and counts who asks. */
export interface Attacker extends AsyncDisposable {
  readonly forgeries: readonly Forgery[];
  readonly asked: () => number;
}

const now = () => Math.floor(Date.now() / 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Prepares every forgery of a token that `githubToken` would make well. */
export async function prepareForgeries(issuer: WorkloadTestIssuer): Promise<Attacker> {
  const [own, elliptic] = await Promise.all([
    generateKeyPair("RS256", { extractable: true }),
    generateKeyPair("ES256", { extractable: true }),
  ]);
  const kid = issuer.publicJwk.kid ?? "";
  const jwk = { ...(await exportJWK(own.publicKey)), kid, alg: "RS256", use: "sig" };
  let asked = 0;
  const server = createServer((_, res) => {
    asked += 1;
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  const published = (await importJWK(issuer.publicJwk, "RS256")) as CryptoKey;
  const pem = await exportSPKI(published);
  const payload = (change: JWTPayload = {}): JWTPayload => ({
    iss: issuer.url,
    ...timesOf(),
    ...githubClaims,
    ...change,
  });
  /** Signed with the attacker's own key. */
  const signed = (header: Record<string, unknown>, key: CryptoKey | Uint8Array = own.privateKey) =>
    new SignJWT(payload()).setProtectedHeader({ alg: "RS256", typ: "JWT", kid, ...header }).sign(key);
  const hmac = (key: string | Uint8Array, header: Record<string, unknown> = {}) =>
    signed({ alg: "HS256", ...header }, typeof key === "string" ? new TextEncoder().encode(key) : key);
  const unsigned = (alg: string) => `${encode({ alg, typ: "JWT", kid })}.${encode(payload())}.`;
  const good = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    githubToken(issuer, claims, header);
  const parts = async () => (await good()).split(".") as [string, string, string];
  const forgery = (title: string, make: () => string | Promise<string>): Forgery => ({
    title,
    make: async () => make(),
  });
  const forgeries = [
    ...["none", "None", "nOnE", "NONE", ""].map((alg) => forgery(`alg ${JSON.stringify(alg)}`, () => unsigned(alg))),
    forgery("HS256 with the PEM of the public key", () => hmac(pem)),
    forgery("HS256 with the PEM of the public key without its last line end", () => hmac(pem.trim())),
    forgery("HS256 with the JWK of the public key", () => hmac(JSON.stringify(issuer.publicJwk))),
    forgery("HS256 with the modulus of the public key", () => hmac(Buffer.from(issuer.publicJwk.n ?? "", "base64url"))),
    forgery("PS256, which the issuer is not configured for", async () =>
      signed({ alg: "PS256" }, (await generateKeyPair("PS256")).privateKey),
    ),
    forgery("ES256, which the issuer is not configured for", () => signed({ alg: "ES256" }, elliptic.privateKey)),
    forgery("a key of its own under the issuer's kid", () => signed({})),
    forgery("jwk: its own key in the header", () => signed({ jwk })),
    forgery("jku: its own keys at an address", () => signed({ jku: url })),
    forgery("x5u: its own certificate at an address", () => signed({ x5u: url })),
    forgery("x5c: its own certificate in the header", () => signed({ x5c: ["MIIB"] })),
    forgery("jku beside a right signature", () => good({}, { jku: url })),
    forgery("a kid that nobody has", () => signed({ kid: "another" })),
    forgery("a kid of a file", () => hmac(new Uint8Array(32), { kid: "../../../../../../dev/null" })),
    forgery("a kid of an address", () => signed({ kid: url })),
    forgery("a kid of SQL", () => signed({ kid: "x' UNION SELECT 'key'--" })),
    forgery("a kid of an object's own member", () => signed({ kid: "__proto__" })),
    forgery("no kid", () => good({}, { kid: undefined })),
    forgery("an empty kid", () => good({}, { kid: "" })),
    forgery("crit of an extension", () => good({}, { crit: ["b64"], b64: true })),
    forgery("zip", () => good({}, { zip: "DEF" })),
    forgery("the type of an access token", () => good({}, { typ: "at+jwt" })),
    forgery("the type of a logout token", () => good({}, { typ: "logout+jwt" })),
    forgery("no type", () => good({}, { typ: undefined })),
    forgery("a nested token", () => good({}, { cty: "JWT" })),
    forgery("expired", () => good({ iat: now() - 400, nbf: now() - 400, exp: now() - 100 })),
    forgery("not yet valid", () => good({ nbf: now() + 200 })),
    forgery("issued in the future", () => good({ iat: now() + 200, exp: now() + 500 })),
    forgery("issued a quarter of an hour ago", () => good({ iat: now() - 900, nbf: now() - 900, exp: now() + 900 })),
    forgery("without exp", () => good({ exp: undefined })),
    forgery("without iat", () => good({ iat: undefined })),
    forgery("without jti", () => good({ jti: undefined })),
    forgery("an empty jti", () => good({ jti: "" })),
    forgery("a jti that is a list", () => good({ jti: ["a"] })),
    forgery("without sub", () => good({ sub: undefined })),
    forgery("an empty sub", () => good({ sub: "" })),
    forgery("exp as text", () => good({ exp: String(now() + 300) })),
    forgery("iss as a list", () => good({ iss: [issuer.url] })),
    forgery("without iss", () => good({ iss: undefined })),
    forgery("a claim changed after it was signed", async () => {
      const [header, , signature] = await parts();
      return `${header}.${encode(payload({ ref: "refs/heads/other" }))}.${signature}`;
    }),
    forgery("a signature that is cut", async () => (await good()).slice(0, -20)),
    forgery("no signature", async () => `${(await parts()).slice(0, 2).join(".")}.`),
    forgery("two parts", async () => (await parts()).slice(0, 2).join(".")),
    forgery("five parts, as an encrypted token has", async () => `${await good()}.x.y`),
    forgery("a second payload behind it", async () => `${await good()}.${encode(payload())}`),
    forgery("text that is no token", () => "latchkey_sa_000"),
    forgery("three parts of nothing", () => ".."),
    forgery("a header that is no JSON", async () => ["e30x", ...(await parts()).slice(1)].join(".")),
    forgery("a token of 20,000 characters", () => good({ padding: "x".repeat(15_000) })),
  ];
  return {
    forgeries,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
