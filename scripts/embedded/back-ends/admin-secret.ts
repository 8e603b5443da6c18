import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import { writeWhole } from "#scripts/embedded/home/write-whole.ts";

/** File name below `secrets/` of a back end that is not always there. */
export type AdminSecretName = AdminUrlName | "kubeconfig";

/** The same where the secret is the URL of an admin. */
export type AdminUrlName = `${string}-${"admin" | "management"}-url`;

/**
 * Keeps the admin secret of a connected back end in the home (0400), replacing what was there, and remembers that it is
 * ours to replace and to remove.
 */
export async function keepAdminSecret(home: Home, name: AdminSecretName, text: string): Promise<void> {
  await writeWhole(receipt(home, name), digestOf(text), 0o400);
  await writeWhole(join(home.paths.secrets, name), text, 0o400);
}

/** Removes the admin secret of a back end that is not connected (any more); one that an operator put there stays. */
export async function dropAdminSecret(home: Home, name: AdminSecretName): Promise<void> {
  if (await isOperators(home, name)) return;
  await rm(join(home.paths.secrets, name), { force: true });
  await rm(receipt(home, name), { force: true });
}

/** Tells whether an operator put the admin secret there by hand: it is none that a start of ours kept. */
export async function isOperators(home: Home, name: AdminSecretName): Promise<boolean> {
  const text = await readFile(join(home.paths.secrets, name), "utf8").catch(() => null);
  if (text === null) return false;
  return digestOf(text) !== (await readFile(receipt(home, name), "utf8").catch(() => ""));
}

function receipt(home: Home, name: AdminSecretName): string {
  return join(home.paths.secrets, `.${name}.kept`);
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
