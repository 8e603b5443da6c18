import { expect, test } from "vitest";
import { canOpenAs } from "#domain/resources/can-open-as.ts";

test.each([
  [[], [], [], true],
  [["us_person"], ["us_person"], ["us_person"], true],
  [["us_person"], ["us_person"], [], false],
  [["us_person"], [], ["us_person"], false],
  [["us_person", "us_person"], [], [], false],
] as const)("demanding %o, by token %o and by ledger %o: %s", (demanded, byToken, byLedger, may) => {
  const permission = canOpenAs(demanded, { byToken, byLedger });
  expect(permission).toEqual(
    may
      ? { allowed: true }
      : {
          allowed: false,
          reason: "Only somebody of whom the identity provider says that they are a U.S. person may open this.",
        },
  );
});
