import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyChain, type ChainHead, type ChainRow } from "#domain/audit/verify-chain.ts";

const stream = "request:one";

function chain(texts: readonly string[]): { rows: ChainRow[]; head: ChainHead } {
  let prevHash: Buffer = Buffer.alloc(32);
  const rows = texts.map((text, index) => {
    const hash = createHash("sha256").update(prevHash).update(text).digest();
    const row = { stream, seq: BigInt(index + 1), text, prevHash, hash };
    prevHash = hash;
    return row;
  });
  return { rows, head: { stream, seq: BigInt(texts.length), hash: prevHash } };
}

test("finds nothing wrong with an untouched chain, also an empty one", () => {
  const { rows, head } = chain(["a", "b", "ü"]);
  expect(verifyChain(stream, rows, head)).toEqual([]);
  expect(verifyChain(stream, [], chain([]).head)).toEqual([]);
});

const texts = fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 12 });
const tampering = fc.constantFrom("edit", "delete", "swap", "truncate");

test("finds every edit, deletion, reordering and truncation", () => {
  let tried = 0;
  fc.assert(
    fc.property(texts, tampering, fc.nat(), (lines, kind, pick) => {
      const { rows, head } = chain(lines);
      const at = pick % (rows.length - 1);
      const [row, next] = [rows[at], rows[at + 1]];
      if (row === undefined || next === undefined) throw new Error("out of range");
      if (kind === "edit") rows[at] = { ...row, text: `${row.text}!` };
      if (kind === "delete") rows.splice(at, 1);
      if (kind === "swap") rows.splice(at, 2, next, row);
      if (kind === "truncate") rows.splice(at + 1);
      tried += 1;
      expect(verifyChain(stream, rows, head).length).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
  expect(tried).toBe(1000);
});
