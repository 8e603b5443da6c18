import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { BackEndInput } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { openKubernetes } from "#scripts/embedded/back-ends/kubernetes.ts";
import { homePaths } from "#scripts/embedded/home/home-paths.ts";

let folder: string;
let told: string[];
const kept = () => join(folder, "home/secrets/kubeconfig");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-kubeconfig-"));
  await mkdir(join(folder, "home/secrets"), { recursive: true });
  told = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(KUBECONFIG?: string): Promise<void> {
  const home = { paths: homePaths(join(folder, "home")) };
  const input = { settings: { KUBECONFIG }, home, tell: (sentence: string) => told.push(sentence) };
  await openKubernetes(input as unknown as BackEndInput);
}

async function write(name: string, content: object | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const config = (cluster: object, user: object, current = "b") => ({
  clusters: [{ name: "c", cluster }],
  users: [{ name: "u", user }],
  contexts: [
    { name: "a", context: { cluster: "other", user: "other" } },
    { name: "b", context: { cluster: "c", user: "u", namespace: "elsewhere" } },
  ],
  "current-context": current,
});

describe("a kubeconfig", () => {
  it("is kept whole: the current context alone, its files in it, for nobody else to read", async () => {
    await write("ca.pem", "the authority");
    await write("key.pem", "the key");
    await write("token", "the token\n");
    const cluster = { server: "https://k:6443", "certificate-authority": "ca.pem" };
    const user = { "client-key": join(folder, "key.pem"), tokenFile: "token", exec: { command: "./sign-in" } };
    await open(await write("config", config(cluster, user)));
    expect(told).toEqual([]);
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    expect(parse(await readFile(kept(), "utf8"))).toEqual({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        { name: "c", cluster: { server: "https://k:6443", "certificate-authority-data": base64("the authority") } },
      ],
      users: [
        {
          name: "u",
          user: {
            "client-key-data": base64("the key"),
            token: "the token",
            exec: { command: join(folder, "sign-in") },
          },
        },
      ],
      contexts: [{ name: "b", context: { cluster: "c", user: "u" } }],
      "current-context": "b",
    });
    expect((await stat(kept())).mode & 0o077).toBe(0);
  });

  it("may be spread over several files, the first of which wins", async () => {
    const one = await write("one", { "current-context": "b", users: [{ name: "u", user: { token: "first" } }] });
    const two = await write("two", config({ server: "https://k:6443" }, { token: "second" }, "a"));
    await open(`${one}:${two}`);
    expect(parse(await readFile(kept(), "utf8"))).toMatchObject({
      "current-context": "b",
      users: [{ user: { token: "first" } }],
    });
  });

  it("that is gone at the next start is gone from the home too, but one that the operator put there stays", async () => {
    await open(await write("config", config({ server: "https://k:6443" }, { token: "t" })));
    await open();
    expect(existsSync(kept())).toBe(false);
    await writeFile(kept(), "by hand");
    await open();
    expect(await readFile(kept(), "utf8")).toBe("by hand");
  });

  it.each([
    ["is no YAML", "{", /which is not a kubeconfig\.$/],
    ["is another file", "just text s3cr3t", /which is not a kubeconfig\.$/],
    ["has no current context", config({ server: "https://k" }, {}, "x"), /has no current context\./],
    ["names an unknown cluster", config({ server: "https://k" }, {}, "a"), /names no known cluster\.$/],
    ["has no TLS", config({ server: "http://k" }, {}), /must be reached by https/],
    [
      "checks no certificate",
      config({ server: "https://k", "insecure-skip-tls-verify": true }, {}),
      /certificate checked/,
    ],
    [
      "names a missing file",
      config({ server: "https://k", "certificate-authority": "nowhere" }, {}),
      /cannot be read \(ENOENT\)\.$/,
    ],
  ])("that %s leaves namespaces out, with one sentence that quotes nothing", async (_what, content, sentence) => {
    await open(await write("good", config({ server: "https://k:6443" }, { token: "t" })));
    await open(await write("config", content));
    expect(existsSync(kept())).toBe(false);
    expect(told).toEqual([expect.stringMatching(sentence)]);
    expect(told[0]).toMatch(/^Kubernetes namespaces are not connected\. /);
    expect(told[0]).not.toContain("s3cr3t");
  });

  it("that is not there leaves namespaces out", async () => {
    await open(join(folder, "nowhere"));
    expect(told).toEqual([expect.stringMatching(/cannot be read \(ENOENT\)\.$/)]);
  });
});
