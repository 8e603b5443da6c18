import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

const tlsModes = z.enum(["disable", "require", "verify-full"]);

const schema = z.object({
  /** Host name that tenants use; the probe logs in over it. */
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(3306),
  /** TLS of the admin, of tenants and of the probe; by the admin's URL (`?tls=`) when left out. */
  tls: tlsModes.optional(),
  /** PEM file of the authority for `verify-full`; the system's authorities when absent. */
  sslRootCertFile: z.string().optional(),
  /**
   * How users prove their password. `auto`: by ed25519 where the server has loaded it, else by mysql_native_password,
   * which every client knows.
   */
  authentication: z.enum(["auto", "ed25519", "mysql_native_password"]).default("auto"),
  /**
   * `strict`: a user that sees any other database fails verification. `report`: such databases are listed in the
   * receipt. Databases made here are closed to others either way.
   */
  isolation: z.enum(["strict", "report"]).default("report"),
});

/** How a connection is protected. */
export type TlsMode = z.output<typeof tlsModes>;

/** Where and how tenants reach the server. */
export type MariadbBackendSettings = Omit<z.output<typeof schema>, "tls"> & { readonly tls: TlsMode };

/**
 * Parses the non-secret settings of a `mariadb-database` back end.
 *
 * @throws catalog_invalid with the setting's name and the reason
 */
export function readBackendSettings(backend: BackendConnection): MariadbBackendSettings {
  const parsed = schema.safeParse(backend.settings);
  if (parsed.success) return { ...parsed.data, tls: parsed.data.tls ?? tlsOfUrl(backend, parsed.data.host) };
  const issue = parsed.error.issues[0];
  throw new AppError(
    "catalog_invalid",
    `Back end ${backend.name}: settings.${issue?.path.join(".")} is not valid: ${issue?.message}.`,
  );
}

/** What the URL says behind its `?`; left out: none on loopback, verified everywhere else. */
function tlsOfUrl({ adminSecret }: BackendConnection, host: string): TlsMode {
  const query = adminSecret.use((bytes) => {
    const at = bytes.lastIndexOf("?");
    return at < 0 ? "" : bytes.subarray(at + 1).toString("latin1");
  });
  const mode = tlsModes.safeParse(new URLSearchParams(query.trim()).get("tls"));
  if (mode.success) return mode.data;
  return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host) ? "disable" : "verify-full";
}
