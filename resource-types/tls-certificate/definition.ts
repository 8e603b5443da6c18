import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import { connection } from "./connection.ts";
import { credentialFields } from "./credentials.ts";
import { destroy } from "./destroy.ts";
import { findFault } from "./find-fault.ts";
import { fingerprint } from "./fingerprint.ts";
import { inspect } from "./inspect.ts";
import { listOwned } from "./list-owned.ts";
import { parametersSchema, type CertificateParameters } from "./parameters.ts";
import { assertStepName, plan } from "./plan.ts";
import { revoke } from "./revoke.ts";
import { enrol } from "./steps/enrol.ts";
import { sample } from "./sample.ts";
import { undoEnrol } from "./undo.ts";
import { verify } from "./verify.ts";

/**
 * A TLS certificate for names of the team's own zones, from the certificate authority of `authority/`.
 *
 * A back end in `catalog/backends.yaml` has as admin secret `https://TOKEN@host:port` of such an authority (`http://` on
 * loopback), and optionally as settings `rootFingerprint` and `caFile`.
 *
 * Sizes that templates may offer (`parameters` of each size; what is left out takes its default):
 * ```yaml
 * sizes:
 *   small:  { key: csr }
 *   medium: { key: server-made, keyType: ecdsa-p256 }
 * ```
 */
export const definition: ResourceType<CertificateParameters> = {
  id: "tls-certificate",
  title: "TLS certificate",
  parameters: parametersSchema,
  credentialFields,
  connection,
  // A certificate request is for one key, and a certificate for minutes is one more to revoke.
  leases: false,
  findFault,
  sample,
  plan,
  apply: async (step, ctx) => {
    assertStepName(step);
    return enrol(ctx);
  },
  undo: async (step, ctx) => {
    assertStepName(step);
    return undoEnrol(ctx);
  },
  verify,
  revoke,
  destroy,
  inspect,
  fingerprint,
  listOwned,
};
