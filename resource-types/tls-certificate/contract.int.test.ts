import { generateKeyPairSync } from "node:crypto";
import { Secret } from "#domain/credentials/secret.ts";
import { connectByCertificate } from "#tests/contract-suite/certificate-tenant.ts";
import type { ContractTarget } from "#tests/contract-suite/contract-target.ts";
import { describeContract } from "#tests/contract-suite/describe-contract.ts";
import { startAuthorityProcess } from "#tests/harness/authority.ts";
import type { KnownEnrolment } from "./api/open-client.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";
import { buildCsr } from "./x509/build-csr.ts";

const dnsNames = ["orders.payments.test", "*.api.payments.test"];
const { privateKey: own } = generateKeyPairSync("ec", { namedCurve: "P-256" });

describeContract(definition, {
  variant: "key made on the server",
  parameters: { dnsNames, key: "server-made" },
  asked: { dnsNames: ["orders.payments.test"], csr: buildCsr(own) },
  open: openTarget,
});
describeContract(definition, {
  variant: "certificate request of the requester's",
  parts: ["life"],
  parameters: { dnsNames, csr: buildCsr(own) },
  delivers: definition.credentialFields.filter(({ secret }) => !secret).map(({ name }) => name),
  open: openTarget,
});

async function openTarget(): Promise<ContractTarget> {
  const authority = await startAuthorityProcess();
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${authority.token}` };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${authority.port}${path}`, { method, headers, ...init });
    if (!response.ok) throw new Error(`The authority answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const list = async () => ((await call("GET", "/v1/enrolments")) as { items: KnownEnrolment[] }).items;
  return {
    label: "a real certificate authority in a process of its own",
    upstream: { host: "127.0.0.1", port: authority.port },
    openBackend: (port = authority.port) => ({
      name: "contract",
      adminSecret: Secret.fromText(`http://${authority.token}@127.0.0.1:${port}`),
      settings: {},
    }),
    listObjects: async () => (await list()).flatMap(linesOf),
    expectedObjects: (resource) => [`enrolment ${externalNames(resource).enrolment} ${resource.resourceId}`],
    connect: ({ certificate, authority: root, privateKey }) =>
      connectByCertificate({
        certificate: String(certificate),
        root: String(root),
        key: String(privateKey ?? own.export({ type: "pkcs8", format: "pem" })),
      }),
    refusal: /certificate is revoked/,
    plantForeign: async (_step, resource) => {
      const { enrolment } = externalNames(resource);
      await call("PUT", `/v1/enrolments/${enrolment}`, { resourceId: "somebody-else", dnsNames });
      return [`enrolment ${enrolment} somebody-else`];
    },
    removeByHand: async (resource) => {
      const { enrolmentPrefix } = externalNames(resource);
      for (const { name, resourceId } of (await list()).filter((each) => each.name.startsWith(enrolmentPrefix))) {
        await call("POST", `/v1/enrolments/${name}/close`, { resourceId });
      }
    },
    close: () => authority[Symbol.asyncDispose](),
  };
}

/** A certificate goes with its enrolment; one too many, or the probe's, is something left behind. */
function linesOf({ name, resourceId, certificates }: KnownEnrolment): string[] {
  const living = certificates.filter(({ revokedAt }) => revokedAt === null);
  const stray = living.filter(({ isProbe }, index) => isProbe || index > 0);
  return [`enrolment ${name} ${resourceId}`, ...stray.map(() => `stray certificate ${name}`)];
}
