import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { z } from "zod";
import { noteKeyId, parseVerifier, writeNote, writeVerifier } from "#domain/audit/signed-note.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { readGuarded } from "#server/adapters/crypto/read-guarded.ts";
import type { NoteSigner } from "#server/adapters/crypto/signing/note-signer.ts";

const fileSchema = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  keyId: z.string(),
  createdAt: z.iso.datetime(),
  verifier: z.string(),
  privateKey: z.base64url(),
});

/**
 * Opens a key that signs notes, as `createSigningKey` made it; gives null where there is none.
 *
 * @throws settings_invalid for one that others can read, that is damaged, or whose halves do not belong together
 */
export async function openSigner(path: string): Promise<NoteSigner | null> {
  const text = await readGuarded(path, {
    forbidden: 0o077,
    sentence: "can be read or changed by other users; make it 0400",
    ownersOnly: false,
    fail: (what, cause) => unusable(path, what, cause),
  });
  if (text === null) return null;
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw unusable(path, "is damaged");
  const { name, keyId, verifier: line } = parsed.data;
  const verifier = parseVerifier(line);
  const privateKey = createPrivateKey({
    key: Buffer.from(parsed.data.privateKey, "base64url"),
    format: "der",
    type: "pkcs8",
  });
  const raw = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
  if (verifier === null || writeVerifier(name, raw) !== line || noteKeyId(name, raw) !== keyId) {
    throw unusable(path, "holds two halves that do not belong together");
  }
  return {
    origin: name,
    keyId,
    verifier,
    sign: (content) =>
      writeNote({ text: content, keyName: name, keyId, signature: sign(null, Buffer.from(content), privateKey) }),
  };
}

function unusable(path: string, what: string, cause?: unknown): AppError {
  return new AppError("settings_invalid", `The signing key ${path} ${what}.`, { cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
