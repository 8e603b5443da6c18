// Makes the key that signs checkpoints of the audit record under LATCHKEY_HOME/audit where there is none, and prints its
// public half: `node deploy/create-audit-key.ts`. The private half belongs to the workers, the public one to auditors.
import { createSigningKey } from "#server/adapters/crypto/create-signing-key.ts";
import { auditPaths } from "#server/audit/audit-paths.ts";
import { readSettings } from "#server/settings.ts";

try {
  const { LATCHKEY_HOME, LATCHKEY_PUBLIC_URL } = readSettings();
  console.log(await createSigningKey(auditPaths(LATCHKEY_HOME), `${new URL(LATCHKEY_PUBLIC_URL).host}/audit`));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
