import type { CredentialField } from "#domain/provisioning/resource-type.ts";

/** Fields of a namespace credential in the order they are shown; the token is the only secret. */
export const credentialFields = [
  { name: "server", label: "API server", secret: false },
  { name: "certificateAuthorityData", label: "Certificate authority (base64)", secret: false },
  { name: "namespace", label: "Namespace", secret: false },
  { name: "serviceAccount", label: "Service account", secret: false },
  { name: "token", label: "Token", secret: true },
  { name: "expiresAt", label: "Token ends at", secret: false },
] as const satisfies readonly CredentialField[];
