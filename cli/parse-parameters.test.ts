import { expect, test } from "vitest";
import { parseParameters } from "#cli/parse-parameters.ts";

test("reads JSON as JSON and anything else as text", () => {
  const texts = ["size=small", "count=5", "on=true", 'text="5"', 'list=["a",1]', "empty=", "url=a=b", "none=null"];
  expect(parseParameters(texts)).toEqual({
    size: "small",
    count: 5,
    on: true,
    text: "5",
    list: ["a", 1],
    empty: "",
    url: "a=b",
    none: null,
  });
  expect(parseParameters([])).toBeUndefined();
});

test("keeps a prototype key a plain key, for the API to refuse", () => {
  const parameters = parseParameters(['__proto__={"admin":true}']);
  expect(Object.keys(parameters ?? {})).toEqual(["__proto__"]);
  expect((parameters as { admin?: boolean }).admin).toBeUndefined();
});
