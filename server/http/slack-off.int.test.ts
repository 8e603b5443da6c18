import { expect, test } from "vitest";
import { startApi } from "#tests/api/start-api.ts";
import { commandForm, signCall } from "#tests/slack-double/sign-call.ts";

test("without a signing secret there is nothing at these addresses", async () => {
  const api = await startApi();
  const user = { teamId: "T0DOUBLE1", userId: "U0DANA001", name: "dana" };
  for (const path of ["/api/slack/commands", "/api/slack/interactions"]) {
    for (const method of ["GET", "POST", "DELETE"]) {
      const { body, headers } = signCall("", commandForm(user, "help"));
      const init = method === "POST" ? { rawBody: body, headers } : {};
      const response = await api.call(`${method} ${path}`, init);
      expect([response.status, (await response.json()).code]).toEqual([404, "not_found"]);
    }
  }
});
