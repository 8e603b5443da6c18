import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newNonce } from "#reveal/security-headers.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let grant: TestGrant;
beforeAll(async () => {
  fixture = await openRevealFixture();
  grant = await fixture.putGrant();
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe("every answer", () => {
  test("nonces never repeat: 10,000 of 10,000, and the document uses its own", async () => {
    expect(new Set(Array.from({ length: 10_000 }, newNonce)).size).toBe(10_000);
    const response = await fetch(`${fixture.url}/g/${grant.id}`);
    const nonce = /'nonce-([\w-]+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "";
    const html = await response.text();
    expect(html.match(/nonce="([^"]+)"/g)).toEqual([`nonce="${nonce}"`, `nonce="${nonce}"`]);
  });

  test("the document is the same for every grant and visitor, and names neither", async () => {
    const load = async (path: string) =>
      (await (await fetch(fixture.url + path)).text()).replaceAll(/nonce="[^"]+"/g, "");
    const document = await load(`/g/${grant.id}`);
    expect(await load("/g/gr_missing")).toBe(document);
    expect(await load("/callback?code=x")).toBe(document);
    expect(document).not.toContain(grant.id);
    expect(document).not.toMatch(/https?:\/\//);
  });

  test("a foreign Host is refused, so that no rebound name reaches the service; another loopback name leads home", async () => {
    const { port } = new URL(fixture.url);
    const get = (host: string, path: string) =>
      new Promise<{ status: number | undefined; location: string | undefined }>((resolve, reject) => {
        request({ port, host: "127.0.0.1", path, headers: { host } }, (response) => {
          response.resume();
          resolve({ status: response.statusCode, location: response.headers.location });
        })
          .on("error", reject)
          .end();
      });
    expect((await get("evil.example", `/g/${grant.id}`)).status).toBe(403);
    expect((await get(`127.0.0.1.evil.example:${port}`, "/healthz")).status).toBe(403);
    expect((await get(`127.0.0.1:${port}`, "/healthz")).status).toBe(200);
    expect(await get(`localhost:${port}`, `/g/${grant.id}`)).toEqual({
      status: 302,
      location: `${fixture.url}/g/${grant.id}`,
    });
  });

  test("/readyz tells an outage, /healthz stays: the database, then back", async () => {
    const status = async (path: string) => (await fetch(fixture.url + path)).status;
    expect([await status("/healthz"), await status("/readyz")]).toEqual([200, 200]);
    fixture.databaseWay.cut();
    expect([await status("/healthz"), await status("/readyz")]).toEqual([200, 503]);
    fixture.databaseWay.mend();
    expect(await status("/readyz")).toBe(200);
  });
});
