import { createCipheriv, createECDH, createHmac } from "node:crypto";
import { OpenError } from "@hpke/core";
import { expect, test } from "vitest";
import { decodeBase64url, encodeBase64url } from "#domain/credentials/base64url.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim } from "#domain/credentials/open-claim.ts";

/**
 * Seals as RFC 9180 §4–§5 says it, written here a second time on `node:crypto` alone: DHKEM(P-256, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM, base mode. The library that the product uses must agree with it byte by byte.
 */
function sealByTheRfc(recipientPoint: Uint8Array, info: Buffer, plaintext: Buffer) {
  const kemSuite = Buffer.concat([Buffer.from("KEM"), Buffer.from([0, 0x10])]);
  const hpke = Buffer.concat([Buffer.from("HPKE"), Buffer.from([0, 0x10, 0, 1, 0, 2])]);
  const ephemeral = createECDH("prime256v1");
  const enc = ephemeral.generateKeys();
  const dh = ephemeral.computeSecret(recipientPoint);
  const eae = labeledExtract({ suite: kemSuite, salt: Buffer.alloc(0), label: "eae_prk", ikm: dh });
  const kemContext = Buffer.concat([enc, recipientPoint]);
  const shared = labeledExpand({ suite: kemSuite, prk: eae, label: "shared_secret", info: kemContext, length: 32 });
  const empty = { suite: hpke, salt: Buffer.alloc(0), ikm: Buffer.alloc(0) };
  const pskHash = labeledExtract({ ...empty, label: "psk_id_hash" });
  const infoHash = labeledExtract({ ...empty, label: "info_hash", ikm: info });
  const schedule = Buffer.concat([Buffer.from([0]), pskHash, infoHash]);
  const prk = labeledExtract({ suite: hpke, salt: shared, label: "secret", ikm: Buffer.alloc(0) });
  const key = labeledExpand({ suite: hpke, prk, label: "key", info: schedule, length: 32 });
  const nonce = labeledExpand({ suite: hpke, prk, label: "base_nonce", info: schedule, length: 12 });
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
  const exporter = labeledExpand({ suite: hpke, prk, label: "exp", info: schedule, length: 32 });
  const ackContext = Buffer.from("latchkey/ack");
  return {
    enc,
    ciphertext: Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]),
    ackKey: labeledExpand({ suite: hpke, prk: exporter, label: "sec", info: ackContext, length: 32 }),
  };
}

function labeledExtract(input: { suite: Buffer; salt: Buffer; label: string; ikm: Buffer }): Buffer {
  const salt = input.salt.length === 0 ? Buffer.alloc(32) : input.salt;
  const labeled = [Buffer.from("HPKE-v1"), input.suite, Buffer.from(input.label), input.ikm];
  return createHmac("sha256", salt).update(Buffer.concat(labeled)).digest();
}

function labeledExpand(input: { suite: Buffer; prk: Buffer; label: string; info: Buffer; length: number }): Buffer {
  const head = Buffer.from([input.length >> 8, input.length & 255]);
  const labeled = [head, Buffer.from("HPKE-v1"), input.suite, Buffer.from(input.label), input.info];
  const block = createHmac("sha256", input.prk).update(Buffer.concat([...labeled, Buffer.from([1])]));
  return block.digest().subarray(0, input.length);
}

async function answerFor(grantId: string, plaintext: unknown) {
  const key = await createClaimKey();
  const info = Buffer.from(`latchkey/reveal/v1\0${grantId}`);
  const sealed = sealByTheRfc(decodeBase64url(key.publicKey), info, Buffer.from(JSON.stringify(plaintext)));
  const ack = createHmac("sha256", sealed.ackKey).update(grantId).digest("base64url");
  return { key, ack, enc: encodeBase64url(sealed.enc), ciphertext: encodeBase64url(sealed.ciphertext) };
}

const credential = { fields: { host: "db.example", port: 5432, password: "p" } };

test("opens what a second implementation of RFC 9180 sealed with the contract's info", async () => {
  const { key, ...answer } = await answerFor("gr_one", credential);
  const opened = await openClaim(key, "gr_one", answer);
  expect(opened.fields).toEqual(credential.fields);
  expect(opened.ack).toBe(answer.ack);
});

test("refuses the answer of another grant, of another key, and a changed one", async () => {
  const { key, ...answer } = await answerFor("gr_one", credential);
  await expect(openClaim(key, "gr_two", answer)).rejects.toThrow(OpenError);
  await expect(openClaim(await createClaimKey(), "gr_one", answer)).rejects.toThrow(OpenError);
  const changed = decodeBase64url(answer.ciphertext);
  changed[0] = (changed[0] ?? 0) ^ 1;
  await expect(openClaim(key, "gr_one", { ...answer, ciphertext: encodeBase64url(changed) })).rejects.toThrow(
    OpenError,
  );
});

test("a field that the layout does not name is masked and comes last", async () => {
  const layout = { fields: [{ name: "host", label: "Host", secret: false }] };
  const { key, ...answer } = await answerFor("gr_one", { ...credential, layout });
  const opened = await openClaim(key, "gr_one", answer);
  expect(opened.layout.fields.map((field) => [field.name, field.secret])).toEqual([
    ["host", false],
    ["port", true],
    ["password", true],
  ]);
});

test("the private half of a claim key cannot be exported", async () => {
  const { keyPair } = await createClaimKey();
  await expect(crypto.subtle.exportKey("pkcs8", keyPair.privateKey)).rejects.toThrow("not extractable");
});

test.each(["A", "AB", "AB=", "A+", "AA\n", "AAF"])("refuses %j, which is not canonical base64url", (text) => {
  expect(() => decodeBase64url(text)).toThrow(RangeError);
});
