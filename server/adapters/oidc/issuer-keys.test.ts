import { beforeAll, expect, test } from "vitest";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { IssuerKeys } from "#server/adapters/oidc/issuer-keys.ts";

let jwk: JWK;
beforeAll(async () => {
  const { publicKey } = await generateKeyPair("ES256", { extractable: true });
  jwk = { ...(await exportJWK(publicKey)), alg: "ES256", use: "sig" };
});

/** An issuer of which the test says which keys it has, or that it is down. */
function open() {
  const issuer = { kids: ["a"] as string[] | null, asked: 0, seconds: 0 };
  const load = async () => {
    issuer.asked += 1;
    if (issuer.kids === null) throw new Error("down");
    return { keys: issuer.kids.map((kid) => ({ ...jwk, kid })) };
  };
  const keys = new IssuerKeys(load, () => issuer.seconds * 1000);
  const find = async (kid: string) => {
    const found = keys.find({ alg: "ES256", kid }, { payload: "", signature: "" });
    return Promise.resolve(found).then(
      () => "found",
      (error: unknown) => (error as { code: string }).code,
    );
  };
  return { issuer, find };
}
const missing = "ERR_JWKS_NO_MATCHING_KEY";

test("fetches once for any number of callers, and not again for ten minutes", async () => {
  const { issuer, find } = open();
  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => find("a"))))).toEqual(new Set(["found"]));
  issuer.seconds = 599;
  expect([await find("a"), issuer.asked]).toEqual(["found", 1]);
  issuer.seconds = 601;
  expect([await find("a"), issuer.asked]).toEqual(["found", 2]);
});

test("fetches once for a new key id, and at most once in 30 s whatever ids are named", async () => {
  const { issuer, find } = open();
  await find("a");
  issuer.seconds = 31;
  issuer.kids = ["a", "b"];
  expect([await find("b"), issuer.asked]).toEqual(["found", 2]);
  const random = await Promise.all(Array.from({ length: 300 }, (_, n) => find(`random-${n}`)));
  expect([new Set(random), issuer.asked]).toEqual([new Set([missing]), 2]);
  issuer.seconds = 62;
  await Promise.all(Array.from({ length: 300 }, (_, n) => find(`more-${n}`)));
  expect(issuer.asked).toBe(3);
});

test("lets a key go that the issuer has withdrawn", async () => {
  const { issuer, find } = open();
  await find("a");
  issuer.kids = ["b"];
  issuer.seconds = 601;
  expect([await find("a"), await find("b")]).toEqual([missing, "found"]);
});

test("serves known keys while the issuer is down, for an hour since they were fetched, and then none", async () => {
  const { issuer, find } = open();
  await find("a");
  issuer.kids = null;
  issuer.seconds = 3599;
  expect([await find("a"), await find("b")]).toEqual(["found", missing]);
  issuer.seconds = 3601;
  expect(await find("a")).toBe("unavailable");
  issuer.seconds = 3640;
  issuer.kids = ["a"];
  expect(await find("a")).toBe("found");
});

test("says that it is unavailable while there are no keys, and asks again no sooner than after 5 s", async () => {
  const { issuer, find } = open();
  issuer.kids = null;
  expect(await find("a")).toBe("unavailable");
  expect(await find("a")).toBe("unavailable");
  expect(issuer.asked).toBe(1);
  issuer.kids = ["a"];
  issuer.seconds = 6;
  expect(await find("a")).toBe("found");
});

test.for([{}, { keys: "a" }, { keys: Array.from({ length: 101 }, () => ({ kty: "EC" })) }, null])(
  "takes no %j for keys",
  async (answer) => {
    const keys = new IssuerKeys(async () => answer);
    const finding = keys.find({ alg: "ES256", kid: "a" }, { payload: "", signature: "" });
    await expect(finding).rejects.toMatchObject({ code: "unavailable" });
  },
);
