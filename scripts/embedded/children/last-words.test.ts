import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lastWords } from "./last-words.ts";

let log: string;
beforeAll(async () => (log = join(await mkdtemp(join(tmpdir(), "latchkey-words-")), "child.log")));
afterAll(() => rm(join(log, ".."), { recursive: true }));

const said = (level: number | string, msg: string) => JSON.stringify({ level, msg });

test.each([
  ["a level that is a number", [said(50, "The port is taken."), said(30, "bye")], "The port is taken."],
  ["a level that is a word", [said("info", "ready"), said("error", "The folder is held.")], "The folder is held."],
  ["no structured log", ["TypeError: no", "    at main.ts:1"], "TypeError: no"],
  ["nothing but what is no error", [said("info", "ready")], "it gave no reason"],
])("of a process with %s are its last error", async (_title, lines, words) => {
  await writeFile(log, `${lines.join("\n")}\n`);
  expect(await lastWords(log, 0)).toBe(words);
});

test("are of this life alone", async () => {
  const before = `${said(50, "An older end.")}\n`;
  await writeFile(log, `${before}${said("error", "This end.")}\n`);
  expect(await lastWords(log, before.length)).toBe("This end.");
  await writeFile(log, before);
  expect(await lastWords(log, before.length)).toBe("it gave no reason");
});
