import { expect, test } from "vitest";
import { formPath } from "#components/requests/form-path.ts";

test.each([
  ["/lifetimeHours", "lifetimeHours"],
  ["/parameters/size", "parameters.size"],
  ["/environment", "environment"],
])("%s is the form's %s", (pointer, path) => {
  expect(formPath(pointer)).toBe(path);
});

test.each([
  "",
  "/",
  "/onBehalfOf",
  "/device",
  "/parameters",
  "/parameters/a/b",
  "/name/0",
  "/parameters/__proto__",
  "/constructor",
])("%s is no field of the form", (pointer) => {
  expect(formPath(pointer)).toBeNull();
});
