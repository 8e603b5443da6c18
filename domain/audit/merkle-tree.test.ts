import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { appendLeaf, emptyTree, merkleRoot } from "#domain/audit/merkle-tree.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Leaves and roots that the reference implementations of Certificate Transparency are tested with. */
const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("gives the roots that Certificate Transparency gives", () => {
  let tree = emptyTree;
  expect(hex(merkleRoot(tree))).toBe(createHash("sha256").digest("hex"));
  for (const [at, leaf] of leaves.entries()) {
    tree = appendLeaf(tree, Buffer.from(leaf, "hex"));
    expect([tree.size, hex(merkleRoot(tree))]).toEqual([at + 1, roots[at]]);
  }
});

test("gives the root of the recursive definition, whatever the leaves", () => {
  const node = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const mth = (all: Uint8Array[]): Uint8Array => {
    const [only] = all;
    if (all.length === 1 && only) return node(Buffer.of(0), only);
    const split = 2 ** Math.ceil(Math.log2(all.length) - 1);
    return node(Buffer.of(1), mth(all.slice(0, split)), mth(all.slice(split)));
  };
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 }), (all) => {
      expect(hex(merkleRoot(all.reduce(appendLeaf, emptyTree)))).toBe(hex(mth(all)));
    }),
  );
});
