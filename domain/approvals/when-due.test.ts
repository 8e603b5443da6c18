import { describe, expect, test } from "vitest";
import { reminderSecondsLeft, remindersDue, whenDue } from "#domain/approvals/when-due.ts";

const hour = 3600;

describe("whenDue", () => {
  test("ends the request unless the stage says otherwise", () => {
    expect(whenDue({}, false)).toBe("expire");
    expect(whenDue({ onTimeout: "deny" }, false)).toBe("expire");
    expect(whenDue({ onTimeout: "deny", escalateTo: ["admin"] }, false)).toBe("expire");
  });

  test("asks more people once, and ends it the second time", () => {
    const stage = { onTimeout: "escalate" as const, escalateTo: ["admin"] };
    expect([whenDue(stage, false), whenDue(stage, true)]).toEqual(["escalate", "expire"]);
  });

  test("ends the request where it escalates to nobody", () => {
    expect(whenDue({ onTimeout: "escalate", escalateTo: [] }, false)).toBe("expire");
    expect(whenDue({ onTimeout: "escalate" }, false)).toBe("expire");
  });
});

describe("reminders", () => {
  test("are due at half of the time and at nine tenths of it, and never again", () => {
    const stage = { deadlineHours: 72 };
    expect([0, 1, 2, 3].map((sent) => reminderSecondsLeft(stage, sent))).toEqual([36 * hour, 7.2 * hour, null, null]);
  });

  test("are none of a stage that is due within eight hours", () => {
    expect([7, 8].map((deadlineHours) => reminderSecondsLeft({ deadlineHours }, 0))).toEqual([null, 4 * hour]);
    expect(remindersDue({ deadlineHours: 7 }, 0)).toBe(0);
  });

  test("count as one where several were missed", () => {
    const stage = { deadlineHours: 10 };
    expect([6, 5, 2, 1, 0.5].map((hours) => remindersDue(stage, hours * hour))).toEqual([0, 1, 1, 2, 2]);
  });
});
