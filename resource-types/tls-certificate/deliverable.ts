import { Buffer } from "node:buffer";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { makeKey } from "./make-key.ts";
import type { CertificateParameters } from "./parameters.ts";
import { base64Bytes } from "./x509/base64-bytes.ts";
import { buildCsr } from "./x509/build-csr.ts";
import { buildPkcs12 } from "./x509/build-pkcs12.ts";

/** Whose key is certified, and what of it is handed over. */
export interface Deliverable {
  /** PEM. */
  readonly csr: string;
  /** Secret fields beside the certificate's own; none when the key is the requester's. @param chain PEM, leaf first */
  secrets(chain: string): Promise<Readonly<Record<string, Secret>>>;
  wipe(): void;
}

/** Takes the requester's certificate request, or makes a key where the template says so. */
export async function deliverable({ csr, keyType }: CertificateParameters): Promise<Deliverable> {
  if (csr !== undefined) return { csr, secrets: async () => ({}), wipe: () => undefined };
  const { key, bytes } = makeKey(keyType);
  return {
    csr: buildCsr(key),
    secrets: async (chain) => {
      const password = generatePassword();
      const pkcs12 = bytes.use((der) => password.use((word) => buildPkcs12({ key: der, chain, password: word })));
      const text = base64Bytes(pkcs12);
      pkcs12.fill(0);
      return { privateKey: pemOf(bytes), pkcs12: Secret.fromBytes(text), pkcs12Password: password };
    },
    wipe: () => bytes.wipe(),
  };
}

/** As PEM, without the key ever being a string. */
function pemOf(key: Secret): Secret {
  const edge = (word: "BEGIN" | "END") => Buffer.from(`-----${word} ${"PRIVATE"} KEY-----\n`);
  const body = key.use((der) => base64Bytes(der, 64));
  const pem = Buffer.concat([edge("BEGIN"), body, Buffer.from("\n"), edge("END")]);
  body.fill(0);
  return Secret.fromBytes(pem);
}
