// Writes the secrets that docker-compose.yml mounts, each once: `node deploy/compose/make-secrets.ts`.
// A file that is there is never changed: passwords and the database volume belong together.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createWebhookKey } from "#server/adapters/crypto/webhook-keys/create-webhook-key.ts";

const directory = resolve(import.meta.dirname, "secrets");
const processes = ["web", "worker", "reveal", "auditor"] as const;

await mkdir(directory, { recursive: true, mode: 0o700 });
for (const name of ["postgres", "target", "keycloak-admin", "oidc-client-secret", "reveal-oidc-client-secret"]) {
  await keep(name, secret());
}
await keep("nextauth-secret", secret());
await keep("database-url", ledgerUrl("latchkey_migrator", await keep("migrator", secret())));
for (const process of processes) {
  const password = await keep(process, secret());
  await keep(`database-url-${process}`, ledgerUrl(`latchkey_${process}_login`, password));
}
const target = await keep("target-admin", secret());
await keep("target-admin-url", `postgresql://latchkey_admin:${target}@target.localhost:5433/postgres`);
// Containers read it as another user, hence 0444; only the worker has it mounted.
await createWebhookKey(join(directory, "webhook-key"), 0o444);
console.log("deploy/compose/secrets is complete.");

/** Keeps what is there, else writes `value`; gives what holds now. Containers read it as another user, hence 0444. */
async function keep(name: string, value: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, value, { flag: "wx", mode: 0o444 }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
  return readFile(path, "utf8");
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}

function ledgerUrl(user: string, password: string): string {
  return `postgresql://${user}:${password}@postgres:5432/latchkey`;
}
