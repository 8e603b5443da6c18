import { expect, test } from "vitest";
import { scramVerifier } from "#domain/credentials/scram-verifier.ts";

test("gives the stored and server keys of the exchange published in RFC 7677", () => {
  // The RFC's exchange: user "user", password "pencil", 4096 iterations; its server signature is made with ServerKey.
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  const verifier = scramVerifier(Buffer.from("pencil"), { salt });
  expect(verifier).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

test("salts afresh, so that equal passwords have unequal verifiers", () => {
  const password = Buffer.from("pencil");
  expect(scramVerifier(password)).not.toBe(scramVerifier(password));
});

test.each(["", "with space", "pässword", "line\n"])("refuses %j, which PostgreSQL would prepare otherwise", (text) => {
  expect(() => scramVerifier(Buffer.from(text))).toThrow(RangeError);
});
