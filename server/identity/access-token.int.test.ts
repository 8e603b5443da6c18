import { createHmac, createPublicKey, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from "jose";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "#server/adapters/db/database.ts";
import { openLog } from "#server/adapters/log/log.ts";
import { actorFromRequest } from "#server/identity/actor-from-request.ts";
import type { IdentityContext } from "#server/identity/actor-from-session.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";
import { createLedgerDatabase, type LedgerDatabase } from "#tests/harness/ledger.ts";
import { startDemoIssuer, type DemoIssuer } from "#tests/identity/demo-issuer.ts";
import { roleCatalog } from "#tests/identity/role-catalog.ts";

let issuer: DemoIssuer;
let ledger: LedgerDatabase;
let db: Database;
let admin: pg.Pool;
let ctx: IdentityContext;
let issuerKey: JWK;
let attacker: { privateKey: CryptoKey; jwk: JWK };

beforeAll(async () => {
  [issuer, ledger] = await Promise.all([startDemoIssuer(), createLedgerDatabase()]);
  db = openDatabase(ledger.web, { name: "test" });
  admin = new pg.Pool({ connectionString: ledger.url, max: 2 });
  ctx = { settings: issuer.settings, db, catalog: roleCatalog, log: openLog("web") };
  issuerKey = JSON.parse(await readFile(join(issuer.settings.LATCHKEY_HOME, "idp/jwks.json"), "utf8")).keys[0];
  const pair = await generateKeyPair("RS256", { extractable: true });
  attacker = { privateKey: pair.privateKey, jwk: await exportJWK(pair.publicKey) };
});

afterAll(async () => {
  await Promise.all([issuer?.stop(), db?.close(), admin?.end()]);
});

const now = () => Math.floor(Date.now() / 1000);

/** Claims of a token that is accepted; each attack changes one thing. */
function goodClaims(): Record<string, unknown> {
  return {
    iss: `http://127.0.0.1:${issuer.settings.IDP_PORT}`,
    sub: "noor",
    aud: issuer.settings.LATCHKEY_PUBLIC_URL,
    client_id: "latchkey-cli",
    scope: "requests:write requests:read openid",
    iat: now(),
    exp: now() + 600,
    jti: randomUUID(),
    email: "noor@latchkey.test",
    name: "Noor Haddad",
    groups: ["team-search"],
  };
}

async function sign(claims: Record<string, unknown>, header: Partial<JWTHeaderParameters> = {}, key?: CryptoKey) {
  const alg = header.alg ?? "RS256";
  return new SignJWT(claims)
    .setProtectedHeader({ alg, kid: issuerKey.kid, typ: "at+jwt", ...header })
    .sign(key ?? (await importJWK(issuerKey, alg)));
}

/** Builds a token by hand, for what a library refuses to make. */
function compact(header: object, claims: object, signature: (input: string) => string): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${input}.${signature(input)}`;
}

function call(authorization: string, context = ctx) {
  const url = `${issuer.settings.LATCHKEY_PUBLIC_URL}/api/v1/requests`;
  return actorFromRequest(context, new Request(url, { method: "POST", headers: { authorization } }));
}

describe("a bearer token", () => {
  test("makes the actor of its subject, with the scopes that mean something here", async () => {
    expect(await call(`Bearer ${await sign(goodClaims())}`)).toMatchObject({
      subject: "noor",
      kind: "user",
      memberships: [{ team: "search", lead: false }],
      scopes: ["requests:write", "requests:read"],
      channel: "cli",
      authTime: null,
      act: null,
    });
  });

  const unauthenticated = { code: "unauthenticated", status: 401 };
  const without = (claim: string) => {
    const { [claim]: _, ...rest } = goodClaims();
    return rest;
  };
  const hmacWithPublicKey = (input: string) => {
    const pem = createPublicKey({ key: issuerKey, format: "jwk" }).export({ type: "spki", format: "pem" });
    return createHmac("sha256", pem).update(input).digest("base64url");
  };

  const attacks: Record<string, () => Promise<string> | string> = {
    "alg none": () => compact({ alg: "none", typ: "at+jwt" }, goodClaims(), () => ""),
    "alg NONE with a signature": () => compact({ alg: "NONE", typ: "at+jwt" }, goodClaims(), () => "AAAA"),
    "HS256 with the public key as secret": () =>
      compact({ alg: "HS256", typ: "at+jwt", kid: issuerKey.kid }, goodClaims(), hmacWithPublicKey),
    "another key under the issuer's kid": () => sign(goodClaims(), {}, attacker.privateKey),
    "a key of its own in jwk": () => sign(goodClaims(), { jwk: attacker.jwk }, attacker.privateKey),
    jku: () => sign(goodClaims(), { jku: "http://127.0.0.1:1/jwks" }, attacker.privateKey),
    "jku beside the issuer's own signature": () => sign(goodClaims(), { jku: "http://127.0.0.1:1/jwks" }),
    x5u: () => sign(goodClaims(), { x5u: "http://127.0.0.1:1/cert" }, attacker.privateKey),
    x5c: () => sign(goodClaims(), { x5c: ["MIIB"] }, attacker.privateKey),
    "a kid that walks the file system": () => sign(goodClaims(), { kid: "../../../../dev/null" }, attacker.privateKey),
    "a kid that is SQL": () => sign(goodClaims(), { kid: "' UNION SELECT 'x" }, attacker.privateKey),
    "expired by more than the skew": () => sign({ ...goodClaims(), exp: now() - 61 }),
    "not before a future beyond the skew": () => sign({ ...goodClaims(), nbf: now() + 65 }),
    "issued in a future beyond the skew": () => sign({ ...goodClaims(), iat: now() + 65 }),
    "typ JWT": () => sign(goodClaims(), { typ: "JWT" }),
    "no typ": () => sign(goodClaims(), { typ: undefined }),
    "typ of a logout token": () => sign(goodClaims(), { typ: "logout+jwt" }),
    "another issuer": () => sign({ ...goodClaims(), iss: "https://evil.test" }),
    "an issuer that begins like ours": () => sign({ ...goodClaims(), iss: `${String(goodClaims().iss)}.evil.test` }),
    "an issuer with a slash more": () => sign({ ...goodClaims(), iss: `${String(goodClaims().iss)}/` }),
    "the audience of reveal": () => sign({ ...goodClaims(), aud: issuer.settings.LATCHKEY_REVEAL_URL }),
    "an audience that begins like ours": () =>
      sign({ ...goodClaims(), aud: `${issuer.settings.LATCHKEY_PUBLIC_URL}.evil.test` }),
    "an empty audience": () => sign({ ...goodClaims(), aud: [] }),
    "no aud": () => sign(without("aud")),
    "no sub": () => sign(without("sub")),
    "an empty sub": () => sign({ ...goodClaims(), sub: "" }),
    "no exp": () => sign(without("exp")),
    "no iat": () => sign(without("iat")),
    "no scope": () => sign(without("scope")),
    "scope as a list": () => sign({ ...goodClaims(), scope: ["all"] }),
    "groups that are no list of text": () => sign({ ...goodClaims(), groups: { 0: "platform" } }),
    "a changed payload": async () => {
      const [header, , signature] = (await sign(goodClaims())).split(".");
      return `${header}.${Buffer.from(JSON.stringify({ ...goodClaims(), sub: "rae" })).toString("base64url")}.${signature}`;
    },
    "a critical extension": () =>
      compact({ alg: "RS256", typ: "at+jwt", crit: ["x"], x: 1, kid: issuerKey.kid }, goodClaims(), () => "AAAA"),
    "a broken encoding": () => "not.a.token",
    "five parts": async () => `${await sign(goodClaims())}.a.b`,
    "17 KB": async () => sign({ ...goodClaims(), name: "x".repeat(17_000) }),
  };

  test.for(Object.entries(attacks))("is refused: %s", async ([, forge]) => {
    await expect(call(`Bearer ${await forge()}`)).rejects.toMatchObject(unauthenticated);
  });

  test("is not looked for in another scheme, and a bad one is not made up for by a cookie", async () => {
    const token = await sign(goodClaims());
    for (const header of [`Basic ${token}`, token, "Bearer", "Bearer ", `Bearer ${token}, Bearer ${token}`, ""]) {
      await expect(call(header)).rejects.toMatchObject(unauthenticated);
    }
  });

  test("is accepted within a minute of skew", async () => {
    const late = await sign({ ...goodClaims(), exp: now() - 50, nbf: now() + 50 });
    expect((await call(`Bearer ${late}`)).subject).toBe("noor");
  });

  test("is accepted with several audiences when ours is one of them", async () => {
    const token = await sign({ ...goodClaims(), aud: ["https://other.test", issuer.settings.LATCHKEY_PUBLIC_URL] });
    expect((await call(`Bearer ${token}`)).subject).toBe("noor");
  });

  test("of a disabled principal is refused", async () => {
    const token = await sign({ ...goodClaims(), sub: "gone" });
    await call(`Bearer ${token}`);
    await admin.query("UPDATE principals SET disabled_at = now() WHERE subject = 'gone'");
    await expect(call(`Bearer ${token}`)).rejects.toMatchObject(unauthenticated);
  });

  test("that a client got for itself makes a service account, which no later token turns into a person", async () => {
    const machine = { ...goodClaims(), sub: "ci-runner", client_id: "ci-runner", email: undefined };
    expect(await call(`Bearer ${await sign(machine)}`)).toMatchObject({ kind: "service_account", channel: "api" });
    const asPerson = { ...machine, client_id: "latchkey-cli", iat: now() + 5 };
    await expect(call(`Bearer ${await sign(asPerson)}`)).rejects.toMatchObject(unauthenticated);
  });

  test("waits for nobody when the issuer's keys cannot be read: 503, not 401", async () => {
    const server = createServer((_, response) => response.writeHead(500).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const settings = { ...ctx.settings, OIDC_ISSUER: `http://127.0.0.1:${port}` };
    await expect(call(`Bearer ${await sign(goodClaims())}`, { ...ctx, settings })).rejects.toMatchObject({
      code: "unavailable",
      status: 503,
    });
    server.close();
  });
});

describe("groups of a bearer token", () => {
  const platformToken = (iat: number, groups: string[] | undefined, sub: string) =>
    sign({ ...goodClaims(), sub, iat, groups, email: `${sub}@latchkey.test` });

  test("replace older ones with the next call, and are never set back by an older token", async () => {
    const before = await platformToken(now() - 100, ["platform"], "ola");
    const after = await platformToken(now() - 50, [], "ola");
    expect((await call(`Bearer ${before}`)).platformRoles).toEqual(["platform"]);
    expect((await call(`Bearer ${after}`)).platformRoles).toEqual([]);
    expect((await call(`Bearer ${before}`)).platformRoles).toEqual([]);
    const { rows } = await admin.query(
      `SELECT text::jsonb -> 'details' AS details FROM audit_events e JOIN principals p ON e.stream = 'principal:' || p.id
       WHERE p.subject = 'ola' AND text::jsonb ->> 'action' = 'principal.groups_changed'`,
    );
    expect(rows).toEqual([{ details: { added: [], removed: ["platform"] } }]);
  });

  test("changed in the ledger count for the next call of the same token", async () => {
    const token = await platformToken(now(), ["platform"], "pia");
    expect((await call(`Bearer ${token}`)).platformRoles).toEqual(["platform"]);
    await admin.query("UPDATE principals SET groups = '{}' WHERE subject = 'pia'");
    expect((await call(`Bearer ${token}`)).platformRoles).toEqual([]);
  });

  test("stay as they are when a token says nothing about them", async () => {
    await call(`Bearer ${await platformToken(now() - 10, ["platform"], "quin")}`);
    const silent = await platformToken(now() - 5, undefined, "quin");
    expect((await call(`Bearer ${silent}`)).platformRoles).toEqual(["platform"]);
  });

  test("are written once per token, however many calls it makes at once", async () => {
    const token = await platformToken(now(), ["platform"], "rui");
    const actors = await Promise.all(Array.from({ length: 20 }, () => call(`Bearer ${token}`)));
    expect(new Set(actors.map(({ principalId }) => principalId)).size).toBe(1);
    const { rows } = await admin.query(
      `SELECT count(*)::int AS events FROM audit_events e JOIN principals p ON e.stream = 'principal:' || p.id
       WHERE p.subject = 'rui'`,
    );
    expect(rows).toEqual([{ events: 1 }]);
  });
});

describe("a token of the local operator", () => {
  test("acts as the persona, and says that the operator made it", async () => {
    const order = { email: "Priya@latchkey.test", scopes: ["requests:approve"], ttlSeconds: 600 };
    const actor = await call(`Bearer ${await createLocalToken(issuer.settings, order)}`);
    expect(actor).toMatchObject({
      subject: "priya",
      email: "priya@latchkey.test",
      platformRoles: ["platform"],
      scopes: ["requests:approve"],
      channel: "cli",
      acr: "urn:latchkey:acr:demo-persona",
      act: "local-operator",
    });
    expect(Date.now() - (actor.authTime?.getTime() ?? 0)).toBeLessThan(5_000);
  });

  test("is invalid as soon as another issuer is configured", async () => {
    const token = await createLocalToken(issuer.settings, {
      email: "dana@latchkey.test",
      scopes: ["all"],
      ttlSeconds: 60,
    });
    const other = await startDemoIssuer();
    try {
      const settings = { ...ctx.settings, OIDC_ISSUER: `http://127.0.0.1:${other.settings.IDP_PORT}` };
      await expect(call(`Bearer ${token}`, { ...ctx, settings })).rejects.toMatchObject({ status: 401 });
    } finally {
      await other.stop();
    }
  });
});
