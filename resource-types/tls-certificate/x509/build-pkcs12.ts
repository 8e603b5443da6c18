import { createHash, createHmac, randomBytes } from "node:crypto";
import { der, derInteger, derOid, tags } from "./der.ts";
import { encryptPrivateKey, iterations } from "./encrypt-private-key.ts";
import { readPem } from "./pem.ts";

/** What goes into a PKCS#12 file. */
export interface Pkcs12Content {
  /** DER (PKCS#8). */
  readonly key: Uint8Array;
  /** PEM, the key's own certificate first. */
  readonly chain: string;
  /** ASCII. */
  readonly password: Uint8Array;
}

const data = "1.2.840.113549.1.7.1";
const localKeyId = "1.2.840.113549.1.9.21";

/**
 * Writes a PKCS#12 file (RFC 7292): the key encrypted by PBES2 with AES-256, the certificates as they are, the whole
 * guarded by an HMAC-SHA-256 under the password.
 */
export function buildPkcs12({ key, chain, password }: Pkcs12Content): Buffer {
  const certificates = readPem(chain).map((block) => block.der);
  const id = createHash("sha256")
    .update(certificates[0] ?? Buffer.alloc(0))
    .digest()
    .subarray(0, 20);
  const attributes = der(tags.set, der(tags.sequence, derOid(localKeyId), der(tags.set, der(tags.octets, id))));
  const keyBag = bag("1.2.840.113549.1.12.10.1.2", encryptPrivateKey(key, password, iterations.random), attributes);
  const bags = certificates.map((certificate, index) => {
    const value = der(tags.explicit0, der(tags.octets, certificate));
    const content = der(tags.sequence, derOid("1.2.840.113549.1.9.22.1"), value);
    return bag("1.2.840.113549.1.12.10.1.3", content, ...(index === 0 ? [attributes] : []));
  });
  const safe = der(tags.sequence, safeContents([keyBag]), safeContents(bags));
  return der(tags.sequence, derInteger(3), contentInfo(safe), macData(safe, password));
}

function bag(type: string, value: Buffer, ...attributes: readonly Buffer[]): Buffer {
  return der(tags.sequence, derOid(type), der(tags.explicit0, value), ...attributes);
}

function safeContents(bags: readonly Buffer[]): Buffer {
  return contentInfo(der(tags.sequence, ...bags));
}

function contentInfo(content: Buffer): Buffer {
  return der(tags.sequence, derOid(data), der(tags.explicit0, der(tags.octets, content)));
}

function macData(safe: Buffer, password: Uint8Array): Buffer {
  const salt = randomBytes(16);
  const key = macKey(password, salt, iterations.random);
  const mac = createHmac("sha256", key).update(safe).digest();
  const algorithm = der(tags.sequence, derOid("2.16.840.1.101.3.4.2.1"), der(tags.null));
  const info = der(tags.sequence, algorithm, der(tags.octets, mac));
  return der(tags.sequence, info, der(tags.octets, salt), derInteger(iterations.random));
}

/** The key of the MAC (RFC 7292, appendix B.2, with SHA-256 and diversifier 3); one block of output is all it needs. */
function macKey(password: Uint8Array, salt: Uint8Array, rounds: number): Buffer {
  const block = 64;
  // BMPString with its closing zero.
  const word = Buffer.alloc(password.length * 2 + 2);
  password.forEach((byte, index) => (word[index * 2 + 1] = byte));
  const fill = (bytes: Uint8Array) => {
    const length = Math.ceil(bytes.length / block) * block;
    return Buffer.from(Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0));
  };
  let key = createHash("sha256")
    .update(Buffer.concat([Buffer.alloc(block, 3), fill(salt), fill(word)]))
    .digest();
  for (let round = 1; round < rounds; round++) key = createHash("sha256").update(key).digest();
  word.fill(0);
  return key;
}
