import { expect, test } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const stale = 'reauthentication_required {"maxAgeSeconds":3600}';

test("production is approved within an hour of a sign-in, and not by one that is older or of no known time", async () => {
  const server = await openTestServer();
  const { id, digest } = await server.submit("dana", { environment: "production" });
  const priya = await server.actor("priya");
  const decide = (authTime: Date | null, verdict: "approve" | "reject" = "approve") =>
    decideRequest(server.web, { ...priya, authTime }, { id, digest, verdict, comment: "Seen." }).then(
      ({ state }) => state,
      (error: unknown) => {
        if (!isAppError(error)) throw error;
        return `${error.code} ${JSON.stringify(error.details)}`;
      },
    );
  expect(await decide(minutesAgo(61))).toBe(stale);
  expect(await decide(null)).toBe(stale);
  expect(await decide(minutesAgo(-5))).toBe(stale);
  expect(await decide(minutesAgo(59))).toBe("approved");
});

test("a no needs no more than the sign-in itself", async () => {
  const server = await openTestServer();
  const { id, digest } = await server.submit("dana", { environment: "production" });
  const priya = { ...(await server.actor("priya")), authTime: minutesAgo(600) };
  const verdict = { id, digest, verdict: "reject", comment: "Not now." } as const;
  expect((await decideRequest(server.web, priya, verdict)).state).toBe("rejected");
});
