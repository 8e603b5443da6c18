import { expect, test } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import { parseJson } from "#server/http/parse-json.ts";

function codeOf(text: string): string | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

test("gives ordinary documents as they are", () => {
  const text = `{"a":[1,{"b":"x{[\\"]}:"}],"c":{"a":1},"\\u00e9":"é😀","e":{}}`;
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test.for([
  `{"__proto__":{"admin":true}}`,
  `{"parameters":{"__proto__":{"admin":true}}}`,
  `{"\\u005f_proto__":1}`,
  `[{"a":{"constructor":{"prototype":{"x":1}}}}]`,
  `{"prototype":1}`,
])("refuses keys that reach a prototype: %s", (text) => {
  expect(codeOf(text)).toBe("invalid_input");
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

test.for([`{"a":1,"a":2}`, `{"a":{"b":1,"\\u0062":2}}`, `[{"x":1},{"x":1,"y":[{"z":1}],"x":1}]`])(
  "refuses a key named twice: %s",
  (text) => {
    expect(codeOf(text)).toBe("malformed_body");
  },
);

test.for([
  ["NUL", `{"a":"x\\u0000"}`],
  ["NUL in a key", `{"x\\u0000":1}`],
  ["a lone surrogate", `{"a":"\\ud800"}`],
  ["a number beyond a double", `{"a":1e999}`],
])("refuses %s", ([, text]) => {
  expect(codeOf(text ?? "")).toBe("invalid_input");
});

test.for(["", "{", "{]", "nul", "{'a':1}", "[1,]", "\ufeff\ufeff{}", "NaN", "{}{}", `"`, "\u0000"])(
  "refuses what is not JSON: %j",
  (text) => {
    expect(codeOf(text)).toBe("malformed_body");
  },
);

test("takes nesting to 32 and refuses more, in milliseconds and without a stack overflow", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(codeOf(nested(32))).toBeUndefined();
  expect(codeOf(nested(33))).toBe("malformed_body");
  const startedAt = performance.now();
  expect(codeOf(nested(100_000))).toBe("malformed_body");
  expect(codeOf(`{"a":`.repeat(100_000))).toBe("malformed_body");
  expect(performance.now() - startedAt).toBeLessThan(500);
});

test("names the place of a finding as a JSON Pointer", () => {
  expect(() => parseJson(`{"a/b":[{"~c":"\\ud800"}]}`)).toThrowError(
    expect.objectContaining({ details: { errors: [expect.objectContaining({ in: "body", path: "/a~1b/0/~0c" })] } }),
  );
});
