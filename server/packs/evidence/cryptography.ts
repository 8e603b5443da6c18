import { isFipsMode } from "#server/adapters/crypto/is-fips-mode.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

/** What protects what, and whether a validated module does it. */
export const cryptography: Evidence = {
  id: "cryptography",
  title: "Cryptography",
  shows: "The algorithms of the product, with their standard, and whether Node runs in FIPS mode in this process.",
  ofRecord: false,
  read: () =>
    Promise.resolve({
      finding: isFipsMode()
        ? `Node ${process.versions.node} with OpenSSL ${process.versions.openssl} runs in FIPS mode in this process.`
        : `Node ${process.versions.node} with OpenSSL ${process.versions.openssl} does not run in FIPS mode: the algorithms are approved, the module is not validated.`,
      violations: null,
      columns: ["What", "Algorithm", "Standard"],
      rows: [
        ["Sealed credentials", "AES-256-GCM, 128-bit tags", "FIPS 197, SP 800-38D"],
        [
          "Keys to browsers and devices",
          "HPKE with P-256, HKDF-SHA-256 and AES-256-GCM",
          "RFC 9180; P-256 of SP 800-186",
        ],
        ["Chain and digests of the record", "SHA-256", "FIPS 180-4"],
        ["Checkpoints and device enrolments", "Ed25519", "FIPS 186-5"],
        ["Acknowledgements, logins to PostgreSQL", "HMAC-SHA-256", "FIPS 198-1"],
      ],
    }),
};
