import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

const schema = z.object({
  /** SHA-256 fingerprint of the root that certificates must lead to, as `latchkey pki init` prints it. */
  rootFingerprint: z
    .string()
    .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, "use the form AB:CD:…")
    .optional(),
  /** PEM file of the authorities for TLS with the authority; the system's when absent. */
  caFile: z.string().optional(),
});

/** What is known of the authority beforehand. */
export type AuthoritySettings = Readonly<z.output<typeof schema>>;

/**
 * Parses the non-secret settings of a `tls-certificate` back end.
 *
 * @throws catalog_invalid with the setting's name and the reason
 */
export function readBackendSettings(backend: BackendConnection): AuthoritySettings {
  const parsed = schema.safeParse(backend.settings);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const text = `Back end ${backend.name}: settings.${issue?.path.join(".")} is not valid: ${issue?.message}.`;
  throw new AppError("catalog_invalid", text);
}
