import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RequestView } from "#domain/contracts/request.ts";
import { isTerminal } from "#domain/requests/request-states.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import type { TestServer } from "#tests/harness/test-server.ts";

/** How long a healthy worker may take to bring to an end what a killed one began. */
export const settleMs = 20_000;

/** Starts a worker that does `act` when it passes `point`; the file `evidence` then says that it did. */
export async function startFaulty(server: TestServer, point: string, act: "kill" | "delay" | "block" = "kill") {
  const evidence = join(server.home, `fault-${randomBytes(6).toString("hex")}`);
  return { evidence, worker: await startWorkerProcess(server, { fault: `${point}:${act}`, evidence }) };
}

/** Waits until dana's request is terminal and gives it. */
export async function settled(server: TestServer, id: string): Promise<RequestView> {
  const dana = await server.actor("dana");
  return waitUntil("the request is terminal", settleMs, async () => {
    const request = await showRequest(server.web, dana, id);
    return isTerminal(request.state) ? request : null;
  });
}
