import type { CredentialField } from "#domain/provisioning/resource-type.ts";

/** Fields of a database credential in the order they are shown; the password is the only secret. */
export const credentialFields = [
  { name: "host", label: "Host", secret: false },
  { name: "port", label: "Port", secret: false },
  { name: "database", label: "Database", secret: false },
  { name: "username", label: "User name", secret: false },
  { name: "password", label: "Password", secret: true },
  { name: "tls", label: "TLS", secret: false },
] as const satisfies readonly CredentialField[];
