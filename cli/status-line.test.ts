import { expect, test } from "vitest";
import { createStatusLine } from "#cli/status-line.ts";

/** What a terminal shows after these writes, as it takes a carriage return. */
function screenAfter(writes: readonly string[]): string {
  let line = "";
  for (const write of writes) {
    for (const part of write.split(/(\r)/))
      line = part === "\r" ? `\r${line.replace("\r", "")}` : overwritten(line, part);
  }
  return line.replace("\r", "");
}

const overwritten = (line: string, part: string) =>
  line.startsWith("\r") ? part + line.slice(1 + part.length) : line + part;

test("writes over what was there, cuts to the width, and leaves nothing behind", () => {
  const writes: string[] = [];
  const status = createStatusLine({ columns: 12, write: (text) => writes.push(text) });
  status(null);
  expect(writes).toEqual([]);
  status("req_1 provisioning, 3 s");
  expect(screenAfter(writes)).toBe("req_1 provi");
  status("req_1");
  expect(screenAfter(writes).trimEnd()).toBe("req_1");
  status(null);
  expect(screenAfter(writes).trim()).toBe("");
  expect(writes.join("")).not.toContain("\u001B");
});
