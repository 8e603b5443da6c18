import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/** A certificate authority of one double and the server certificate that it signed, all PEM. */
export interface Authority {
  readonly caCertificate: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
}

const hourMs = 3_600_000;

/** Makes an authority and a server certificate for 127.0.0.1 and localhost, valid for a day (RFC 5280, ECDSA P-256). */
export function createAuthority(): Authority {
  const ca = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = { name: "kubernetes double authority", key: ca.privateKey };
  const isAuthority = extension("551d13", sequence(tlv(0x01, Buffer.from([0xff]))), true);
  const mayServe = extension("551d25", sequence(oid("2b06010505070301")));
  const alternativeNames = sequence(tlv(0x82, Buffer.from("localhost")), tlv(0x87, Buffer.from([127, 0, 0, 1])));
  return {
    caCertificate: certificate({ name: issuer.name, key: ca.publicKey, issuer, extensions: [isAuthority] }),
    serverCertificate: certificate({
      name: "kubernetes double",
      key: server.publicKey,
      issuer,
      extensions: [extension("551d11", alternativeNames), mayServe],
    }),
    serverKey: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

interface CertificateParts {
  readonly name: string;
  readonly key: KeyObject;
  readonly issuer: { readonly name: string; readonly key: KeyObject };
  readonly extensions: readonly Buffer[];
}

function certificate({ name, key, issuer, extensions }: CertificateParts): string {
  const algorithm = sequence(oid("2a8648ce3d040302"));
  const [subjectId, issuerId] = [keyId(key), keyId(createPublicKey(issuer.key))];
  const identifiers = [extension("551d0e", tlv(0x04, subjectId)), extension("551d23", sequence(tlv(0x80, issuerId)))];
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    commonName(issuer.name),
    sequence(time(Date.now() - hourMs), time(Date.now() + 24 * hourMs)),
    commonName(name),
    key.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...identifiers, ...extensions)),
  );
  const signature = sign("sha256", body, issuer.key);
  const der = sequence(body, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString("base64").replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function keyId(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
}

function commonName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid("550403"), tlv(0x0c, Buffer.from(name)))));
}

function time(at: number): Buffer {
  return tlv(
    0x18,
    Buffer.from(
      `${new Date(at)
        .toISOString()
        .replace(/\.\d+|[-:T]/g, "")
        .slice(0, 14)}Z`,
    ),
  );
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [tlv(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...flag, tlv(0x04, value));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, "hex"));
}

function integer(value: Buffer): Buffer {
  return tlv(0x02, value);
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

/** One element of DER: tag, shortest length, value (X.690). */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), value]);
  const size = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
