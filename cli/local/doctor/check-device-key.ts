import { join } from "node:path";
import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { readVerifiers } from "#server/audit/read-verifiers.ts";

const subject = "device key";

/** Looks at the key that enrolled devices are signed with: whether it is there, and whether workers will believe it. */
export async function checkDeviceKey({ settings }: Patient): Promise<Finding[]> {
  const { signingKey, verifiers } = kekPaths(join(settings.LATCHKEY_HOME, "kek")).deviceKey;
  const cure = "Run latchkey kek rotate as the user that reveal runs as; docs/runbooks/kek.md says more.";
  try {
    const [signer, believed] = await Promise.all([openSigner(signingKey), readVerifiers(verifiers)]);
    if (signer === null) {
      const message = "there is none: nobody can enrol a device, so restricted data is denied";
      return [{ level: "warn", subject, message, cure }];
    }
    if (believed.some(({ keyId }) => keyId === signer.keyId)) {
      return [{ level: "ok", subject, message: `${signer.keyId} signs enrolled devices` }];
    }
    const message = `${verifiers} does not hold ${signer.keyId}: workers seal to no device`;
    return [{ level: "fail", subject, message, cure }];
  } catch (error) {
    return [{ level: "fail", subject, message: reasonOf(error), cure }];
  }
}
