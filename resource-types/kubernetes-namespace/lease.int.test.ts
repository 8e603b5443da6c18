import { expect, onTestFinished, test } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import type { ContractCase } from "#tests/contract-suite/contract-case.ts";
import { callAs } from "#tests/contract-suite/kubernetes-tenant.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";
import { perform, provisionActs } from "#tests/contract-suite/perform.ts";
import { addProvisioner } from "#tests/kubernetes-double/add-provisioner.ts";
import { startKubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as ContractCase["type"];
const parameters = definition.parameters.parse({});

test("a lease's token ends by itself soon after its cap, beside one that does not, and is refused once it is over", async () => {
  const double = await startKubernetesDouble();
  onTestFinished(() => double.close());
  const admin = double.kubeconfig({ token: await addProvisioner(double) });
  const openBackend = () => ({ name: "test", adminSecret: Secret.fromText(admin), settings: {} });
  const resource = newResource();
  const owner = openCall({ openBackend }, parameters, resource);
  const lease = openCall({ openBackend }, parameters, { ...resource, generation: 2 });
  const accessUntil = new Date(Date.now() + 30 * 60_000).toISOString();
  for (const act of provisionActs(type, owner.resource, parameters)) await perform(type, act, owner.context());
  for (const act of provisionActs(type, lease.resource, parameters)) {
    await perform(type, act, lease.context({ accessUntil }));
  }
  const endOf = ({ delivered }: Call) => Date.parse(String(delivered.at(-1)?.expiresAt));
  expect(Math.abs(endOf(lease) - Date.parse(accessUntil))).toBeLessThan(60_000);
  expect(endOf(owner)).toBeGreaterThan(Date.parse(accessUntil) + 3_600_000);

  const ask = async ({ delivered }: Call) => {
    const { server, certificateAuthorityData, token, namespace } = delivered.at(-1) ?? {};
    const tenant = { server: String(server), certificateAuthorityData: String(certificateAuthorityData) };
    const path = `/api/v1/namespaces/${namespace}/pods`;
    return (await callAs({ ...tenant, token: String(token) }, { path })).code;
  };
  expect([await ask(owner), await ask(lease)]).toEqual([200, 200]);
  await type.revoke(lease.context());
  expect([await ask(owner), await ask(lease)]).toEqual([200, 401]);
});
