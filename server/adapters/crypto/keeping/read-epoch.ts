import { readPrivateKek, readPublicKek, unavailable, type PublicKekFile } from "#server/adapters/crypto/kek-file.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";

/**
 * Reads the public half of an epoch, once both of its halves were found to be there and to belong together.
 *
 * @throws kek_unavailable with one sentence
 */
export async function readEpoch(kekDir: string, keyId: string): Promise<PublicKekFile> {
  const paths = kekPaths(kekDir);
  const sealing = await readPublicKek(paths.publicKey(keyId));
  const opening = await readPrivateKek(paths.privateKey(keyId));
  opening.privateKey.fill(0);
  if (sealing.publicKey.equals(opening.publicKey)) return sealing;
  throw unavailable(paths.publicKey(keyId), "does not match the private key of the same name");
}
