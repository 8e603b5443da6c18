import { join } from "node:path";
import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { readPrivateKek, readPublicKek, type PublicKekFile } from "#server/adapters/crypto/kek-file.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { readCurrentKeyId } from "#server/adapters/crypto/read-current-key-id.ts";
import { probeTransit } from "#server/adapters/crypto/vault/probe-transit.ts";

const subject = "key-encryption key";
const lateMs = 26 * 3_600_000;

/** Looks at the key-encryption key: which provider has it, who can read it, whether its halves belong together. */
export async function checkKeys(patient: Patient): Promise<Finding[]> {
  return [patient.settings.VAULT_ADDR === undefined ? await checkFiles(patient) : await checkVault(patient)];
}

async function checkFiles({ settings }: Patient): Promise<Finding> {
  const paths = kekPaths(join(settings.LATCHKEY_HOME, "kek"));
  const cure = "Run this as reveal's user; docs/runbooks/kek.md says what to do when a key is lost.";
  try {
    const keyId = await readCurrentKeyId(paths.current);
    if (keyId === null) {
      const first = "Run latchkey kek rotate as the user that reveal runs as.";
      return { level: "fail", subject, message: `${paths.current} is missing: nothing can be sealed`, cure: first };
    }
    const [sealing, opening] = await Promise.all([
      readPublicKek(paths.publicKey(keyId)),
      readPrivateKek(paths.privateKey(keyId)),
    ]);
    opening.privateKey.fill(0);
    if (sealing.publicKey.equals(opening.publicKey)) return judgeAge(sealing);
    return { level: "fail", subject, message: `the two halves of ${keyId} do not belong together`, cure };
  } catch (error) {
    return { level: "fail", subject, message: reasonOf(error), cure };
  }
}

function judgeAge({ keyId, createdAt, destroyAfter }: PublicKekFile): Finding {
  const message = `local files: ${keyId} seals and opens`;
  const cure = "Run latchkey kek rotate every hour: docs/runbooks/kek.md has a timer.";
  if (destroyAfter === undefined) {
    return { level: "warn", subject, message: `${message}, and has no end: old backups can be opened with it`, cure };
  }
  if (Date.now() - Date.parse(createdAt) <= lateMs) return { level: "ok", subject, message };
  return { level: "warn", subject, message: `${message}, but is of ${createdAt}: no new one was made`, cure };
}

async function checkVault({ settings }: Patient): Promise<Finding> {
  const message = `Vault at ${settings.VAULT_ADDR}, ${settings.VAULT_TRANSIT_MOUNT}/${settings.VAULT_TRANSIT_KEY}`;
  const cure = "See that it is unsealed and that the processes' tokens have their policies: docs/runbooks/kek.md.";
  try {
    const sides = await probeTransit(settings);
    if (sides.length > 0) return { level: "ok", subject, message: `${message}: ${sides.join(" and ")}` };
    return { level: "warn", subject, message: `${message}: no token here to try it with`, cure };
  } catch (error) {
    const reason = isAppError(error, "kek_unavailable") ? error.message : reasonOf(error);
    return { level: "fail", subject, message: `${message}: ${reason.replace(/[.]$/, "")}`, cure };
  }
}
