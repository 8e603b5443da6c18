import { z } from "zod";
import { readDnsName } from "#domain/dns/read-dns-name.ts";

/** The format is what has the zones of the team bound it, wherever a template asks for it. */
const dnsName = z
  .string()
  .meta({ format: "dns-name" })
  .transform((text, context) => {
    const reading = readDnsName(text);
    if (reading.ok) return reading.name;
    context.addIssue({ code: "custom", message: `${JSON.stringify(text.slice(0, 100))} ${reading.reason}` });
    return z.NEVER;
  });

/** What a certificate is for, and whose key it is for. */
export const parametersSchema = z
  .strictObject({
    dnsNames: z
      .array(dnsName)
      .min(1)
      .max(20)
      .transform((names) => [...new Set(names)])
      .meta({ title: "Names", description: "DNS names that the certificate is for." }),
    key: z
      .enum(["csr", "server-made"])
      .default("csr")
      .meta({ title: "Key", description: "csr: the requester's own, which never leaves them." }),
    csr: z
      .string()
      .max(16_384)
      .optional()
      .meta({ title: "Certificate request", description: "PKCS#10 in PEM; only its key is used." }),
    keyType: z
      .enum(["ecdsa-p256", "ecdsa-p384", "rsa-2048", "rsa-3072", "rsa-4096"])
      .default("ecdsa-p256")
      .meta({ title: "Kind of key", description: "Of a key that is made on the server." }),
  })
  .superRefine(({ key, csr }, context) => {
    if (key === "csr" && csr === undefined) {
      context.addIssue({ code: "custom", path: ["csr"], message: "a certificate request is needed" });
    }
    if (key === "server-made" && csr !== undefined) {
      context.addIssue({ code: "custom", path: ["csr"], message: "the key is made on the server" });
    }
  });

/** Parameters of one certificate, parsed. */
export type CertificateParameters = z.output<typeof parametersSchema>;
