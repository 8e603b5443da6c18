import { createECDH, createPublicKey, generateKeyPairSync } from "node:crypto";

/** The base point of P-256: a key to seal to, whose base64 has both of the characters that base64url replaces. */
export const goodPoint = Buffer.from(
  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  "hex",
);

// The curve y² = x³ - 3x + b over the integers modulo p (SEC 2 §2.4.2).
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Points of P-256 with the smallest abscissas: good keys, and what some of the bad ones are but for `+ p`. */
export function smallPoints(): Buffer[] {
  return smallAbscissas.flatMap((x) => [at(x, root(cubic(x))), at(x, p - root(cubic(x)))]);
}

/**
 * What a claim may send as its key and must be refused for, each with what it is: wrong lengths and forms of points, points
 * that are not on the curve, of its twist and of other curves, coordinates out of the field, and other texts of a good point.
 */
export function badPublicKeys(): readonly (readonly [what: string, text: string])[] {
  const points = [...wrongLengths(), ...wrongForms(), ...offCurve(), ...otherCurves()];
  return [...points.map(([what, bytes]) => [what, bytes.toString("base64url")] as const), ...otherTexts()];
}

type Points = (readonly [string, Buffer])[];

function wrongLengths(): Points {
  const long = Buffer.concat([goodPoint, Buffer.alloc(70)]);
  const lengths = [1, 2, 32, 33, 63, 64, 66, 67, 97, 130, 133];
  return lengths.map((length) => [`${length} bytes`, long.subarray(0, length)] as const);
}

function wrongForms(): Points {
  const x = goodPoint.subarray(1, 33);
  const first = (byte: number) => Buffer.concat([Buffer.from([byte]), goodPoint.subarray(1)]);
  return [
    ...[2, 3].map((byte) => [`compressed ${byte}`, Buffer.concat([Buffer.from([byte]), x])] as const),
    ...[0, 1, 2, 3, 5, 6, 7, 8, 0x84, 255].map((byte) => [`65 bytes of form ${byte}`, first(byte)] as const),
    ["infinity", Buffer.from([0])],
    ["infinity, filled up", Buffer.alloc(65)],
    ["SPKI", createPublicKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey).export(spki)],
  ];
}

const spki = { format: "der", type: "spki" } as const;

function offCurve(): Points {
  const edges = [0n, 1n, p - 1n, p];
  const corners = edges.flatMap((x) => edges.map((y) => [`corner ${x % p} ${y % p}`, at(x, y)] as const));
  const [gx, gy] = [asNumber(goodPoint.subarray(1, 33)), asNumber(goodPoint.subarray(33))];
  const onTwist = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, gx + 1n, gx + 2n, gx + 3n].filter((x) => !isSquare(cubic(x)));
  return [
    ...corners,
    ["coordinates exchanged", at(gy, gx)],
    ["y off by one", at(gx, gy + 1n)],
    ["x off by one", at(gx + 1n, gy)],
    ["all ones", at(2n ** 256n - 1n, 2n ** 256n - 1n)],
    // Points of the curve, but for a coordinate that is written as itself plus p.
    ...smallAbscissas.map((x) => [`x = ${x} + p`, at(x + p, root(cubic(x)))] as const),
    // -1 is no square modulo p: these solve -y² = x³ - 3x + b.
    ...onTwist.map((x) => [`on the twist, x = ${x.toString(16)}`, at(x, root(p - cubic(x)))] as const),
    ...lowOrderOnTwist.map(
      (x) => [`low order on the twist, x = ${x.toString(16)}`, at(x, root(p - cubic(x)))] as const,
    ),
  ];
}

/** Abscissas of points of small order on the twist, as Project Wycheproof lists them for ECDH on P-256. */
const lowOrderOnTwist = [
  0xefdde3b32872a9effcf3b94cbf73aa7b39f9683ece9121b9852167f4e3da609bn,
  0xc49524b2adfd8f5f972ef554652836e2efb2d306c6d3b0689234cec93ae73db5n,
  0x18f9bae7747cd844e98525b7ccd0daf6e1d20a818b2175a9a91e4eae5343bc98n,
];

function otherCurves(): Points {
  const names = ["secp256k1", "brainpoolP256r1", "secp224r1", "secp384r1", "secp521r1", "prime239v1"];
  const points: Points = names.map((name) => [`a point of ${name}`, createECDH(name).generateKeys()] as const);
  const x25519 = generateKeyPairSync("x25519").publicKey.export(spki);
  return [...points, ["a key of X25519", x25519.subarray(-32)]];
}

function otherTexts(): (readonly [string, string])[] {
  const text = goodPoint.toString("base64url");
  const last = text.slice(-1);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const next = alphabet.charAt(alphabet.indexOf(last) + 1);
  const spaces = [" ", "\t", "\n", "\r\n", "\u00a0", "\u200b", "\0"];
  return [
    ["empty", ""],
    ["padded", `${text}=`],
    ["padded twice", `${text}==`],
    ["base64", goodPoint.toString("base64")],
    ["base64 without padding", goodPoint.toString("base64").replaceAll("=", "")],
    ["unused last bits set", `${text.slice(0, -1)}${next}`],
    ["hex", goodPoint.toString("hex")],
    ["percent-encoded", `${text}%3D`],
    ["full-width", text.replace("B", "\uff22")],
    ["twice", text + text],
    ["a JWK", JSON.stringify({ kty: "EC", crv: "P-256", x: text, y: text })],
    ...spaces.flatMap((space) =>
      [`${space}${text}`, `${text}${space}`, `${text.slice(0, 40)}${space}${text.slice(40)}`].map(
        (spaced, place) => [`with ${JSON.stringify(space)} at place ${place}`, spaced] as const,
      ),
    ),
  ];
}

const smallAbscissas = [0n, 5n, 6n, 8n];

const at = (x: bigint, y: bigint) => Buffer.concat([Buffer.from([4]), asBytes(x), asBytes(y)]);
const asBytes = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const asNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex")}`);
const cubic = (x: bigint) => (x ** 3n + (p - 3n) * x + b) % p;
const isSquare = (value: bigint) => power(value, (p - 1n) / 2n) === 1n;
/** A square root modulo p, which is 3 modulo 4. */
const root = (value: bigint) => power(value, (p + 1n) / 4n);

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let bit = exponent, square = base % p; bit > 0n; bit >>= 1n, square = (square * square) % p) {
    if (bit & 1n) result = (result * square) % p;
  }
  return result;
}
