import { createHash } from "node:crypto";
import { OpenError } from "@hpke/core";
import { expect, test } from "vitest";
import { decodeBase64url, encodeBase64url } from "#domain/credentials/base64url.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim } from "#domain/credentials/open-claim.ts";
import { encodeBinding, payloadAlgorithms, type PayloadBinding } from "#domain/credentials/payload-binding.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { sealToDevice } from "#server/adapters/crypto/sealing/seal-to-device.ts";

const binding: PayloadBinding = {
  grantId: "gr_one",
  resourceId: "res_one",
  generation: 1,
  recipient: { issuer: "https://issuer.example", subject: "dana" },
  expiresAt: new Date("2026-12-01T00:00:00.123Z"),
  classification: "restricted",
};

async function seal() {
  const key = await createClaimKey();
  const device = { id: "dev_one", publicKey: decodeBase64url(key.publicKey) };
  const credential = { fields: { password: Secret.fromText("correct horse"), port: 5432 }, layout: { fields: [] } };
  const payload = await sealToDevice(credential, binding, device);
  const answer = {
    enc: encodeBase64url(new Uint8Array(payload.wrappedDek)),
    ciphertext: encodeBase64url(new Uint8Array(payload.ciphertext)),
  };
  const open = (change: Partial<PayloadBinding> = {}, grantId = binding.grantId, keyId = device.id) => {
    const aad = encodeBinding({ ...binding, ...change }, { alg: payloadAlgorithms.device, keyId });
    return openClaim(key, grantId, { ...answer, aad });
  };
  return { payload, answer, open };
}

test("the device opens it, and what it acknowledges is what was stored with the payload", async () => {
  const { payload, open } = await seal();
  const { fields, ack } = await open();
  expect(fields).toEqual({ password: "correct horse", port: 5432 });
  const hash = createHash("sha256").update(decodeBase64url(ack)).digest();
  expect(payload.ackHash?.equals(hash)).toBe(true);
  expect([payload.alg, payload.keyId, payload.iv.length, payload.tag.length]).toEqual([
    payloadAlgorithms.device,
    "dev_one",
    0,
    0,
  ]);
});

test("no other key opens it", async () => {
  const { answer } = await seal();
  const aad = encodeBinding(binding, { alg: payloadAlgorithms.device, keyId: "dev_one" });
  await expect(openClaim(await createClaimKey(), binding.grantId, { ...answer, aad })).rejects.toThrow(OpenError);
});

test.each<[string, Partial<PayloadBinding>]>([
  ["resource", { resourceId: "res_two" }],
  ["generation", { generation: 2 }],
  ["recipient", { recipient: { issuer: "https://issuer.example", subject: "noor" } }],
  ["issuer", { recipient: { issuer: "https://other.example", subject: "dana" } }],
  ["end of the claim window", { expiresAt: new Date("2027-12-01T00:00:00.123Z") }],
  ["class", { classification: "internal" }],
])("a row with another %s stays closed to the device itself", async (_what, change) => {
  const { open } = await seal();
  await expect(open(change)).rejects.toThrow(OpenError);
});

test("moved to another grant or device, it stays closed", async () => {
  const { open } = await seal();
  await expect(open({}, "gr_two")).rejects.toThrow(OpenError);
  await expect(open({ grantId: "gr_two" })).rejects.toThrow(OpenError);
  await expect(open({}, binding.grantId, "dev_two")).rejects.toThrow(OpenError);
});
