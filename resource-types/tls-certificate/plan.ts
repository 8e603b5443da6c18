import { AppError } from "#domain/errors/app-error.ts";
import type { ProvisionPlan, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { externalNames } from "./external-names.ts";
import type { CertificateParameters } from "./parameters.ts";

/**
 * Tells what will be certified, and whose key.
 *
 * @throws invalid_input for a name outside its rule
 */
export function plan(resource: ResourceIdentity, { dnsNames, key, keyType }: CertificateParameters): ProvisionPlan {
  const { enrolment } = externalNames(resource);
  return {
    steps: [{ name: "enrol", title: "Enrol the names at the authority" }],
    summary: [
      `A certificate for ${dnsNames.join(", ")}, below the enrolment ${enrolment} of the authority.`,
      key === "csr"
        ? "It is for the key of the certificate request; that key stays with the requester."
        : `Its key (${keyType}) is made for it, handed over once, and kept nowhere.`,
      "It ends with the resource, and after 90 days at the latest.",
    ],
  };
}

/** @throws invalid_input for a step that this type does not have */
export function assertStepName(step: string): void {
  if (step !== "enrol") throw new AppError("invalid_input", "A certificate has no such step.");
}
