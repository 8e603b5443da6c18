import { expect, test } from "vitest";
import { requestStates } from "#domain/contracts/request.ts";
import { showRequestPage } from "#server/requests/show-request-page.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

test("a page that is read while its request is built never shows a history that is ahead of its row", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  let pages = 0;
  for (let round = 0; round < 5; round++) {
    const { id } = await server.submit("dana");
    let isBuilt = false;
    const building = server.build(id).finally(() => (isBuilt = true));
    while (!isBuilt) {
      const { request, events } = await showRequestPage(server.web, dana, id);
      const told = events.findLast(({ state }) => state !== null)?.state ?? "approved";
      expect(requestStates.indexOf(request.state)).toBeGreaterThanOrEqual(requestStates.indexOf(told));
      if (told === "fulfilled") expect(request.grants).toHaveLength(1);
      pages += 1;
    }
    await building;
  }
  expect(pages).toBeGreaterThan(10);
});
