import { get } from "node:http";
import type { HealthProbe } from "#scripts/embedded/children/child-plan.ts";

/** Tells whether the probe is answered with 200 within two seconds. */
export function probeHealth({ port, path, host }: HealthProbe): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path, headers: { host }, timeout: 2000, agent: false });
    request.once("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
