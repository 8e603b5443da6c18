import { expect } from "vitest";
import { apiClient } from "#tests/kubernetes-double/api-client.ts";
import { startKubernetesDouble, type KubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";

/** A double and how its own tests talk to it. */
export interface DoubleFixture {
  readonly double: KubernetesDouble;
  readonly call: ReturnType<typeof apiClient>;
  /** Makes a namespace and waits for its default account. */
  newNamespace(labels?: Record<string, string>): Promise<{ readonly name: string; readonly path: string }>;
}

/** Starts a double for a test file; the caller closes it. */
export async function openFixture(): Promise<DoubleFixture> {
  const double = await startKubernetesDouble();
  const call = apiClient(double);
  let count = 0;
  return {
    double,
    call,
    newNamespace: async (labels = {}) => {
      count += 1;
      const name = `space-${count}`;
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
      expect(await call({ method: "POST", path: "/api/v1/namespaces", body })).toMatchObject({ code: 201 });
      const path = `/api/v1/namespaces/${name}`;
      const account = async () => (await call({ path: `${path}/serviceaccounts/default` })).code;
      await expect.poll(account, { interval: 5 }).toBe(200);
      return { name, path };
    },
  };
}
