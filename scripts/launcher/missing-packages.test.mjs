import { expect, test } from "vitest";
import { missingPackages } from "./missing-packages.mjs";

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/a": { version: "1.0.0" },
  "node_modules/a/node_modules/b": { version: "2.0.0", dev: true },
  "node_modules/only-on-mars": { version: "3.0.0", optional: true },
};
const a = { "node_modules/a": { version: "1.0.0" } };
const b = { "node_modules/a/node_modules/b": { version: "2.0.0" } };

test("finds nothing missing when every package of this platform is there", () => {
  expect(missingPackages(wanted, { ...a, ...b })).toEqual([]);
});

test("finds a package that is absent, also one that only development needs", () => {
  expect(missingPackages(wanted, a)).toEqual(["node_modules/a/node_modules/b"]);
});

test("finds a package of another version, also an optional one", () => {
  const found = { ...a, ...b, "node_modules/only-on-mars": { version: "2.9.0" } };
  expect(missingPackages(wanted, found)).toEqual(["node_modules/only-on-mars"]);
});
