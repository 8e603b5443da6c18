// Performs one act in a process of its own and kills it with -9 at a failpoint. Order and back end come on stdin.
import { text } from "node:stream/consumers";
import { Secret } from "#domain/credentials/secret.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import { perform, type Act } from "#tests/contract-suite/perform.ts";

/** What the parent process orders. */
export interface DeathOrder {
  readonly typeId: string;
  readonly act: Act;
  readonly failpoint: string;
  readonly resource: ResourceIdentity;
  readonly parameters: Record<string, unknown>;
  readonly backend: { readonly name: string; readonly adminSecret: string; readonly settings: Record<string, unknown> };
}

const order = JSON.parse(await text(process.stdin)) as DeathOrder;
const type = resourceTypes.find(({ id }) => id === order.typeId);
if (type === undefined) throw new Error(`There is no resource type ${order.typeId}.`);
await perform(type, order.act, {
  resource: order.resource,
  parameters: order.parameters,
  endsOn: "2030-01-31",
  backend: { ...order.backend, adminSecret: Secret.fromText(order.backend.adminSecret) },
  signal: new AbortController().signal,
  assertFence: async () => undefined,
  secrets: { put: async () => undefined },
  failpoint: async (point) => {
    if (point === order.failpoint) process.kill(process.pid, "SIGKILL");
  },
});
