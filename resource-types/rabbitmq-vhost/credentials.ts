import type { CredentialField } from "#domain/provisioning/resource-type.ts";

/** Fields of a queue credential in the order they are shown; the password is the only secret. */
export const credentialFields = [
  { name: "host", label: "Host", secret: false },
  { name: "port", label: "Port", secret: false },
  { name: "vhost", label: "Virtual host", secret: false },
  { name: "username", label: "User name", secret: false },
  { name: "password", label: "Password", secret: true },
  { name: "scheme", label: "URL scheme (amqps means TLS)", secret: false },
] as const satisfies readonly CredentialField[];
