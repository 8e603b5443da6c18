import { mkdtemp, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock } from "#cli/login/with-lock.ts";

const newPath = async () => join(await mkdtemp(join(tmpdir(), "latchkey-lock-")), "one.lock");

test("lets one in at a time, and leaves nothing behind", async () => {
  const path = await newPath();
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    most.push((inside += 1));
    await readdir(join(path, ".."));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)));
  expect([most, await readdir(join(path, ".."))]).toEqual([Array(8).fill(1), []]);
});

test("takes over what a killed process left, once for all who wait, and not what may still be held", async () => {
  const path = await newPath();
  await writeFile(path, "killed");
  const ago = async (seconds: number) => utimes(path, new Date(), new Date(Date.now() - seconds * 1000));
  await ago(200);
  const held: string[] = [];
  await Promise.all(
    ["a", "b", "c"].map((name) =>
      withLock(path, async () => {
        held.push(`${name} in`);
        await readdir(join(path, ".."));
        held.push(`${name} out`);
      }),
    ),
  );
  expect(held.map((one) => one.slice(2))).toEqual(["in", "out", "in", "out", "in", "out"]);

  await writeFile(path, "slow");
  await ago(125);
  const late = withLock(path, async () => "in");
  for (let looks = 0; looks < 50; looks += 1) expect(await readdir(join(path, ".."))).toEqual(["one.lock"]);
  expect(await readFile(path, "utf8")).toBe("slow");
  await ago(200);
  expect(await late).toBe("in");
});
