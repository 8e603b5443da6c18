import type { CredentialField } from "#domain/provisioning/resource-type.ts";

/**
 * Fields of a certificate in the order they are shown. The last three are there only where the key was made on the server:
 * whoever sent a certificate request has the key already.
 */
export const credentialFields = [
  { name: "certificate", label: "Certificate with its chain (PEM)", secret: false },
  { name: "authority", label: "Root certificate (PEM)", secret: false },
  { name: "dnsNames", label: "Names", secret: false },
  { name: "serial", label: "Serial number", secret: false },
  { name: "notAfter", label: "Valid until", secret: false },
  { name: "privateKey", label: "Private key (PEM)", secret: true },
  { name: "pkcs12", label: "PKCS#12 file (base64)", secret: true },
  { name: "pkcs12Password", label: "Password of the PKCS#12 file", secret: true },
] as const satisfies readonly CredentialField[];
