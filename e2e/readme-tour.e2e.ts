import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { readInstance } from "./fixtures/instance.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const instance = readInstance();
const clone = process.cwd();

/** The lines of every `sh` block under a heading of the README, comments and empty ones left out. */
function linesUnder(heading: string): string[] {
  const section = readFileSync("README.md", "utf8").split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");
  return blocks.flatMap((block) => block.split("\n")).filter((line) => line.trim() !== "" && !line.startsWith("#"));
}

/** Runs the lines in one shell, as somebody who pastes them; gives what each printed, up to the first that failed. */
function walk(lines: readonly string[], directory: string) {
  const script = lines.map((line) => `printf '\\n@@@\\n'\n${line}\n`).join("");
  // The command of this clone, from a folder that holds nothing else.
  const npx = `npx() { shift; node "${join(clone, "cli/latchkey.mjs")}" "$@"; }`;
  const ran = spawnSync("bash", ["-e", "-u", "-o", "pipefail"], {
    input: `${npx}\n${script}`,
    cwd: directory,
    encoding: "utf8",
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: directory, LATCHKEY_HOME: instance.home },
  });
  return { status: ran.status, err: ran.stderr, outs: ran.stdout.split("\n@@@\n").slice(1) };
}

test("every line of the tour of the README does what it says", () => {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-tour-"));
  const [name, byCurl] = [uniqueName("tour"), uniqueName("curl")];
  // Names are this run's own, and the address is where the instance under test is.
  const lines = linesUnder("From a shell").map((line) =>
    line
      .replaceAll("http://127.0.0.1:3000", instance.publicUrl)
      .replaceAll("tour-by-curl-1", byCurl)
      .replaceAll("tour-by-curl", byCurl)
      .replaceAll(/(--name|--confirm) tour\b/g, `$1 ${name}`),
  );
  expect(lines.length).toBeGreaterThan(14);
  try {
    const { status, err, outs } = walk(lines, directory);
    expect([status, err, outs.length], `stopped at: ${lines[outs.length - 1]}`).toEqual([0, "", lines.length]);
    const printed = (part: string) => outs[lines.findIndex((line) => line.includes(part))] ?? "";
    const json = (file: string) => JSON.parse(readFileSync(join(directory, file), "utf8")) as Answer;
    expect(printed("latchkey templates")).toContain("postgres-small");
    expect(printed("policy preview")).toMatch(/auto|granted/i);
    expect(json("request.json")).toMatchObject({ state: "fulfilled", name });
    expect(statSync(join(directory, "tour.json")).mode & 0o777).toBe(0o600);
    expect(json("tour.json").url).toMatch(/^postgres(ql)?:\/\//);
    expect(json("by-curl.json").state).toBe("fulfilled");
    expect(json("again.json").id).toBe(json("by-curl.json").id);
    expect((JSON.parse(printed("resources?limit=5")) as Answer).items?.length).toBeGreaterThan(1);
    expect((JSON.parse(printed("api/v1/resources/$(")) as Answer).id).toBe(json("by-curl.json").resource?.id);
    expect(printed('lease "$RESOURCE"').trim()).not.toBe("");
    expect(printed("lease list")).toContain("The tour");
    expect(printed("latchkey release")).toMatch(/destroying|destroyed|frozen/);
    expect(printed("audit verify")).not.toBe("");
    process.stdout.write(`tour of the README: ${lines.length} lines run\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

interface Answer {
  readonly id: string;
  readonly state: string;
  readonly url?: string;
  readonly resource?: { readonly id: string } | null;
  readonly items?: readonly unknown[];
}
