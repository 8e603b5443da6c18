import { basename } from "node:path";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import { base64urlOf } from "#server/adapters/crypto/base64url-of.ts";
import { derivePublicKey } from "#server/adapters/crypto/key-halves.ts";
import { readGuarded, type FileRule } from "#server/adapters/crypto/read-guarded.ts";

const keyIdPattern = /^local-\d{8}-[0-9a-z]{8}$/;

const publicKeySchema = z.strictObject({
  format: z.literal(1),
  keyId: z.string().regex(keyIdPattern),
  suite: z.literal("DHKEM-P256-SHA256"),
  createdAt: z.iso.datetime(),
  /** From when the private half may be destroyed; absent in a key that is older than epochs. */
  destroyAfter: z.iso.datetime().optional(),
  publicKey: base64urlOf(65),
});
const privateKeySchema = publicKeySchema.extend({ privateKey: base64urlOf(32) });

/** The public half of one epoch of the local key-encryption key. */
export type PublicKekFile = z.output<typeof publicKeySchema>;
/** The private half with its public key. */
export type PrivateKekFile = z.output<typeof privateKeySchema>;

/** Tells whether `text` can name an epoch of the local key, and so is safe in a path. */
export function isLocalKeyId(text: string): boolean {
  return keyIdPattern.test(text);
}

/**
 * Reads the public key file at `path`, which nobody but its owner may write.
 *
 * @throws kek_unavailable with one sentence that names the file and what is wrong with it
 */
export async function readPublicKek(path: string): Promise<PublicKekFile> {
  const rule = { forbidden: 0o022, sentence: "can be changed by other users", ownersOnly: false };
  return readKeyFile(path, publicKeySchema, rule);
}

/**
 * Reads the private key file at `path`, which belongs to this process's user (or to root, who mounted it), which others
 * may not read, and whose two halves belong together.
 *
 * @throws kek_unavailable with one sentence that names the file and what is wrong with it
 */
export async function readPrivateKek(path: string): Promise<PrivateKekFile> {
  const rule = { forbidden: 0o037, sentence: "can be read or changed by other users; make it 0400", ownersOnly: true };
  const key = await readKeyFile(path, privateKeySchema, rule);
  const derived = derivePublicKey(key.privateKey);
  if (derived === null) throw unavailable(path, "holds a private key that is not on the curve");
  if (!derived.equals(key.publicKey)) {
    throw unavailable(path, "holds a private and a public key that do not belong together");
  }
  return key;
}

/** What is wrong with a key file, as the one error that callers see. */
export function unavailable(path: string, what: string, cause?: unknown): AppError {
  return new AppError("kek_unavailable", `The key file ${path} ${what}.`, { cause });
}

async function readKeyFile<T extends { keyId: string }>(
  path: string,
  schema: z.ZodType<T>,
  rule: Omit<FileRule, "fail">,
): Promise<T> {
  const text = await readGuarded(path, { ...rule, fail: (what, cause) => unavailable(path, what, cause) });
  if (text === null) throw unavailable(path, "is missing");
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw unavailable(path, describe(parsed.error));
  if (basename(path) !== `${parsed.data.keyId}.json`) throw unavailable(path, "holds another key than its name says");
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  const member = issue?.path.join(".") ?? "";
  return member === "" ? "is not a key file" : `has no valid ${member}`;
}
