import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  PKI_DIRECTORY: z.string().min(1),
  PKI_PORT: port.default(3003),
  PKI_HOST: z.string().min(1).default("127.0.0.1"),
  PKI_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PKI_ADMIN_TOKEN_FILE: z.string().min(1),
  PKI_ADMIN_PORT: port.optional(),
  PKI_TLS_CERT_FILE: z.string().min(1).optional(),
  PKI_TLS_KEY_FILE: z.string().min(1).optional(),
});

/** Settings of the authority's process. */
export interface AuthoritySettings {
  readonly directory: string;
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string | null;
  readonly adminTokenFile: string;
  readonly tls: { readonly port: number; readonly certFile: string; readonly keyFile: string } | null;
}

/**
 * Reads the settings of the authority from an environment.
 *
 * @throws ZodError for a value outside its rule, Error for an administrator's token that would cross a network in clear
 */
export function readAuthoritySettings(env: Readonly<Record<string, string | undefined>>): AuthoritySettings {
  const given = schema.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  const { PKI_ADMIN_PORT: adminPort, PKI_TLS_CERT_FILE: certFile, PKI_TLS_KEY_FILE: keyFile } = given;
  const tls = adminPort !== undefined && certFile && keyFile ? { port: adminPort, certFile, keyFile } : null;
  if (tls === null && !/^(127\.|::1$|localhost$)/.test(given.PKI_HOST)) {
    throw new Error("Beyond this machine, set PKI_ADMIN_PORT, PKI_TLS_CERT_FILE and PKI_TLS_KEY_FILE.");
  }
  return {
    directory: given.PKI_DIRECTORY,
    port: given.PKI_PORT,
    host: given.PKI_HOST,
    publicUrl: given.PKI_PUBLIC_URL ?? null,
    adminTokenFile: given.PKI_ADMIN_TOKEN_FILE,
    tls,
  };
}
