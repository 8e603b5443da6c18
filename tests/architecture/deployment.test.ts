import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { validate } from "dockerfile-utils";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { listTree } from "#scripts/check/list-tree.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFile(join(root, path), "utf8");

describe("the Dockerfile", () => {
  let text: string;
  beforeAll(async () => {
    text = await read("Dockerfile");
  });

  it("has no finding of the linter", () => {
    expect(validate(text).map(({ range, message }) => `${range.start.line + 1}: ${JSON.stringify(message)}`)).toEqual(
      [],
    );
  });

  it("would be refused with an instruction that is none", () => {
    expect(validate(`${text}\nEXPOS 80\n`)).not.toEqual([]);
  });

  it("builds on a tagged Node 24 that can be pinned by digest", () => {
    expect(text).toMatch(/^ARG NODE_IMAGE=node:24\.\d+\.\d+-[a-z-]+$/m);
    expect(text.match(/^FROM .*$/gm)).toEqual(["FROM ${NODE_IMAGE} AS build", "FROM ${NODE_IMAGE} AS run"]);
  });

  it("runs as a user without rights, says when it is healthy, and holds no secret", () => {
    const last = text.slice(text.lastIndexOf("FROM "));
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf("USER node")).toBeGreaterThan(last.lastIndexOf("\nRUN "));
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(text).not.toMatch(/(SECRET|PASSWORD|TOKEN|DATABASE_URL)\w*=/i);
  });

  it("names entry points that are there", async () => {
    const tree = new Set(await listTree(root));
    const entries = [...text.matchAll(/"(deploy\/[\w.-]+)"/g)].map((match) => match[1] ?? "");
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter((path) => !tree.has(path))).toEqual([]);
  });
});

const volume = z.string().transform((text) => text.split(":"));
const secretUse = z.union([z.string(), z.object({ source: z.string(), target: z.string() })]);
const service = z.object({
  image: z.string().optional(),
  extends: z.object({ file: z.string(), service: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(secretUse).default([]),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
  network_mode: z.string().optional(),
  volumes: z.array(volume).default([]),
  ports: z.array(z.string()).default([]),
  healthcheck: z.object({}).loose().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.literal(false).default(false),
});
const composeSchema = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) }).loose()),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

const processes = ["web", "worker", "reveal", "migrate", "keys", "key-epochs"];

describe("docker-compose.yml", () => {
  let compose: z.output<typeof composeSchema>;
  const of = (name: string) => {
    const found = compose.services[name];
    if (found === undefined) throw new Error(`no service ${name}`);
    return found;
  };
  const usersOf = (source: string) =>
    Object.keys(compose.services).filter((name) => of(name).volumes.some(([from]) => from === source));

  beforeAll(async () => {
    compose = composeSchema.parse(parse(await read("docker-compose.yml"), { merge: true }));
  });

  it("has every part of an installation", () => {
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining([...processes, "postgres", "postgres-target", "valkey", "keycloak", "proxy"]),
    );
  });

  it("shows the private key to reveal alone, and the public one to those who seal and open", () => {
    expect(usersOf("kek-private").sort()).toEqual(["key-epochs", "keys", "reveal"]);
    expect(usersOf("kek-public").sort()).toEqual(["key-epochs", "keys", "reveal", "worker"]);
    expect(usersOf("audit").sort()).toEqual(["audit-key", "worker"]);
    expect(of("audit-key").networks).toEqual([]);
    for (const name of ["keys", "key-epochs"]) {
      expect([of(name).networks, of(name).network_mode]).toEqual([[], "none"]);
    }
    const mounts = of("reveal").volumes.filter(([from]) => from?.startsWith("kek-"));
    expect(mounts.every(([, , mode]) => mode === "ro")).toBe(true);
  });

  it("gives every process the database login of its own, and nobody but the migration the migrator's", () => {
    const logins = (name: string) =>
      of(name).secrets.filter((use) => typeof use === "string" && use.startsWith("database-url"));
    expect(logins("web")).toEqual(["database-url-web"]);
    expect(logins("worker")).toEqual(["database-url-worker"]);
    expect(logins("reveal")).toEqual(["database-url-reveal"]);
    expect(logins("migrate")).toEqual(["database-url"]);
    const admins = Object.keys(compose.services).filter((name) =>
      of(name).secrets.some((use) => typeof use === "object" && use.source === "target-admin-url"),
    );
    expect(admins).toEqual(["worker"]);
  });

  it("keeps web and reveal away from the target, and every store away from the outside", () => {
    for (const name of ["web", "reveal", "migrate"]) expect(of(name).networks).not.toContain("target");
    for (const name of ["ledger", "target", "queue"]) expect(compose.networks[name]?.internal).toBe(true);
    const published = Object.values(compose.services).flatMap((entry) => entry.ports);
    expect(published.filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
  });

  it("hands secrets over as files and never as values", () => {
    for (const [name, { environment, secrets }] of Object.entries(compose.services)) {
      const values = Object.entries(environment).filter(([key]) => /SECRET|PASSWORD|TOKEN|DATABASE_URL/.test(key));
      expect({
        name,
        bare: values.filter(([key, value]) => !key.endsWith("_FILE") || !value.startsWith("/run/secrets/")),
      }).toEqual({ name, bare: [] });
      const known = secrets.map((use) => (typeof use === "string" ? use : use.source));
      expect(known.filter((secret) => !(secret in compose.secrets))).toEqual([]);
      const named = values.map(([, value]) => value.replace("/run/secrets/", ""));
      expect({ name, named: named.filter((secret) => !known.includes(secret)) }).toEqual({ name, named: [] });
    }
  });

  it("runs every process without rights and on a file system it cannot write", () => {
    for (const name of processes) {
      const { read_only, cap_drop, security_opt } = of(name);
      expect({ name, read_only, cap_drop, security_opt }).toEqual({
        name,
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
      });
    }
  });

  it("names images by version, volumes and networks that are declared, and entry points that are there", async () => {
    const tree = new Set(await listTree(root));
    for (const [name, entry] of Object.entries(compose.services)) {
      expect(entry.image ?? "extended").not.toMatch(/:latest|^[^:]+$(?<!extended)/);
      const networks = Array.isArray(entry.networks) ? entry.networks : Object.keys(entry.networks);
      expect({ name, unknown: networks.filter((network) => !(network in compose.networks)) }).toEqual({
        name,
        unknown: [],
      });
      const sources = entry.volumes.map(([from]) => from ?? "");
      const bound = sources.filter((from) => from.startsWith("./")).map((from) => from.slice(2));
      expect({ name, missing: bound.filter((path) => !tree.has(path)) }).toEqual({ name, missing: [] });
      const volumes = sources.filter((from) => !from.startsWith("./"));
      expect({ name, unknown: volumes.filter((from) => !(from in compose.volumes)) }).toEqual({ name, unknown: [] });
      const ours = (entry.command ?? []).filter((part) => part.endsWith(".ts"));
      expect({ name, missing: ours.filter((path) => !tree.has(path)) }).toEqual({ name, missing: [] });
      expect({ name, healthcheck: entry.healthcheck !== undefined }).toEqual({ name, healthcheck: true });
      expect(Object.keys(entry.depends_on).filter((other) => !(other in compose.services))).toEqual([]);
    }
  });

  it("asks for no secret that make-secrets does not write", async () => {
    const script = await read("deploy/compose/make-secrets.ts");
    const written = new Set([...script.matchAll(/"([a-z][a-z-]+)"/g)].map((match) => match[1]));
    const files = Object.values(compose.secrets).map(({ file }) => file.replace("deploy/compose/secrets/", ""));
    const perProcess = ["web", "worker", "reveal", "auditor"].map((name) => `database-url-${name}`);
    expect(files.filter((name) => !written.has(name) && !perProcess.includes(name))).toEqual([]);
  });
});
