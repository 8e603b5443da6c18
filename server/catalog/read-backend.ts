import { readFile } from "node:fs/promises";
import type { Backend } from "#domain/catalog/backend.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";
import { locateAdminSecret } from "#server/catalog/locate-admin-secret.ts";
import type { Settings } from "#server/settings.ts";

interface BackendReader {
  readonly catalog: Catalog;
  readonly settings: Pick<Settings, "LATCHKEY_HOME">;
}

/**
 * Reads a back end's admin secret anew and gives the connection; the caller wipes the secret.
 *
 * A relative file name is looked for in `$CREDENTIALS_DIRECTORY`, then in `LATCHKEY_HOME`. When the secret is a URL,
 * its host and port stand in for those that the settings leave out.
 * @throws backend_unavailable when the catalog no longer has the back end or the file cannot be read
 */
export async function readBackend(ctx: BackendReader, name: string): Promise<BackendConnection> {
  const backend = ctx.catalog.backends.get(name);
  if (backend === undefined) {
    throw new AppError("backend_unavailable", `The catalog has no back end ${name} any more.`);
  }
  const bytes = await readAdminSecret(backend, ctx.settings.LATCHKEY_HOME);
  return { name, adminSecret: Secret.fromBytes(bytes), settings: { ...addressOf(bytes), ...backend.settings } };
}

async function readAdminSecret(backend: Backend, home: string): Promise<Buffer> {
  try {
    const bytes = await readFile(await locateAdminSecret(backend.adminSecretFile, home));
    let end = bytes.length;
    while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
    return bytes.subarray(0, end);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new AppError(
      "backend_unavailable",
      `The admin secret of back end ${backend.name} cannot be read (${code}).`,
      {
        cause,
      },
    );
  }
}

/** Only what stands after the last `@` becomes text, so that no copy of the password does. */
function addressOf(secret: Buffer): { host?: string; port?: number } {
  if (!/^[a-z][a-z0-9+]*:\/\/$/.test(secret.subarray(0, secret.indexOf("//") + 2).toString("latin1"))) return {};
  const from = Math.max(secret.lastIndexOf("@") + 1, secret.indexOf("//") + 2);
  const address = /^(\[[0-9a-fA-F:.]+\]|[^:/?#]+)(?::(\d{1,5}))?/.exec(secret.subarray(from).toString("utf8"));
  if (address?.[1] === undefined) return {};
  const host = address[1].replace(/^\[|\]$/g, "");
  return address[2] === undefined ? { host } : { host, port: Number(address[2]) };
}
