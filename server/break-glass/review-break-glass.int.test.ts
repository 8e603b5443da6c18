import { describe, expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { endBreakGlass } from "#server/break-glass/end-break-glass.ts";
import { listEmergencies } from "#server/break-glass/list-emergencies.ts";
import { reviewBreakGlass } from "#server/break-glass/review-break-glass.ts";
import { codeOf, openHeldResource, platformPlan, refusalOf } from "#tests/harness/held-resource.ts";

/** An emergency access of omar's that is active, to what the platform team would decide on. */
async function openUsed() {
  const held = await openHeldResource();
  await held.admin.query(sql`UPDATE requests SET approval_plan = ${platformPlan}::jsonb`);
  const { id } = await held.breakGlass(held.omar);
  const review = (actor: Actor, verdict: "justified" | "not_justified" = "justified") =>
    reviewBreakGlass(held.web, actor, { id, verdict, comment: "It was down." });
  return { held, id, review };
}

describe("the review of emergency access", () => {
  test("is for those who were passed over, once, and never for who had a part in it", async () => {
    const { held, review } = await openUsed();
    for (const name of ["omar", "sam", "dana", "rae"] as const) {
      expect([name, await codeOf(review(held.actors[name]))]).toEqual([name, "forbidden"]);
    }
    expect(await codeOf(review({ ...held.priya, channel: "chat" }))).toBe("forbidden");
    expect((await review(held.priya)).review).toMatchObject({ verdict: "justified", by: { name: "Priya Raman" } });
    expect(await codeOf(review(held.priya))).toBe("wrong_state");
    expect(await held.told("emergency.not_justified")).toEqual([]);
  });

  test("is security's where no plan asks anybody", async () => {
    const held = await openHeldResource();
    const { id } = await held.breakGlass(held.omar);
    expect(await held.told("emergency.to_review")).toEqual(["sam"]);
    const said = { id, verdict: "justified", comment: "Fine." } as const;
    expect((await reviewBreakGlass(held.web, held.sam, said)).review?.verdict).toBe("justified");
  });

  test("that finds it not justified is told to security", async () => {
    const { held, review } = await openUsed();
    await review(held.priya, "not_justified");
    expect(await held.told("emergency.not_justified")).toEqual(["sam"]);
  });

  test("that is overdue stops its user's next one until it is given, and nobody else's", async () => {
    const { held, id, review } = await openUsed();
    await endBreakGlass(held.web, held.omar, { id });
    await held.tend();
    await held.admin.query(sql`UPDATE emergencies SET review_due_at = now() - interval '1 minute'`);
    const error = await refusalOf(held.breakGlass(held.omar));
    expect([error.code, error.message]).toEqual(["wrong_state", expect.stringContaining("INC-1")]);
    expect((await listEmergencies(held.web, held.priya, {})).items[0]?.review?.overdue).toBe(true);
    expect((await held.breakGlass(held.sam)).state).toBe("active");
    await review(held.priya);
    expect((await held.breakGlass(held.omar)).state).toBe("active");
  });

  test("by somebody who has lost the right to decide does not count, and somebody else is asked", async () => {
    const { held, id, review } = await openUsed();
    await held.admin.query(sql`UPDATE principals SET groups = '{}' WHERE id = ${held.priya.principalId}`);
    expect(await codeOf(review({ ...held.priya, groups: [] }))).toBe("forbidden");
    const said = { id, verdict: "justified", comment: "Fine." } as const;
    expect((await reviewBreakGlass(held.web, held.sam, said)).review?.verdict).toBe("justified");
  });
});
