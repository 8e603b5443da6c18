import { execFileSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createIntermediate, createRoot } from "../ceremony/create-authorities.ts";
import { base64Bytes } from "./base64-bytes.ts";
import { buildPkcs12 } from "./build-pkcs12.ts";
import { derInteger, derOid } from "./der.ts";
import { encryptPrivateKey, iterations } from "./encrypt-private-key.ts";
import { toPem } from "./pem.ts";

const now = new Date();
const root = createRoot("Test", now);
const { certificate, key } = createIntermediate(root, { organization: "Test", zones: ["a.test"], now });
const chain = toPem("CERTIFICATE", certificate) + toPem("CERTIFICATE", root.certificate);
const der = key.export({ type: "pkcs8", format: "der" });
const password = "Abc-_0123456789";

it("is read by Node with the password alone", () => {
  const pfx = buildPkcs12({ key: der, chain, password: Buffer.from(password) });
  expect(() => createSecureContext({ pfx, passphrase: password })).not.toThrow();
  expect(() => createSecureContext({ pfx, passphrase: "another" })).toThrow(/mac verify failure/);
});

it("is read by OpenSSL, key and chain alike", ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-p12-"));
  const file = join(folder, "a.p12");
  try {
    writeFileSync(file, buildPkcs12({ key: der, chain, password: Buffer.from(password) }));
    let text = "";
    try {
      text = execFileSync("openssl", ["pkcs12", "-in", file, "-nodes", "-passin", `pass:${password}`], {
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") skip("openssl is not on this machine");
      throw error;
    }
    expect(createPrivateKey(text).export({ type: "pkcs8", format: "der" })).toEqual(der);
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(new X509Certificate(text).raw).toEqual(certificate);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("encrypts a private key of any kind so that its passphrase alone opens it", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const bytes = privateKey.export({ type: "pkcs8", format: "der" });
  const encrypted = encryptPrivateKey(bytes, Buffer.from("pass phrase"), iterations.random);
  const open = (passphrase: string) => createPrivateKey({ key: encrypted, format: "der", type: "pkcs8", passphrase });
  expect(open("pass phrase").export({ type: "pkcs8", format: "der" })).toEqual(bytes);
  expect(() => open("pass phras")).toThrow(/decrypt|interrupted|DECODER/i);
});

it("writes base64 as everybody does, in lines of a width or in one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect(base64Bytes(bytes).toString()).toBe(text);
      expect(base64Bytes(bytes, 64).toString()).toBe((text.match(/.{1,64}/g) ?? []).join("\n"));
    }),
  );
});

it("writes numbers and identifiers as DER has them", () => {
  expect(derInteger(0).toString("hex")).toBe("020100");
  expect(derInteger(128).toString("hex")).toBe("02020080");
  expect(derInteger(600_000).toString("hex")).toBe("02030927c0");
  expect(derOid("1.2.840.113549.1.7.1").toString("hex")).toBe("06092a864886f70d010701");
});
