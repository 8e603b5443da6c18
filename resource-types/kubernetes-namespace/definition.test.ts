import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { Secret } from "#domain/credentials/secret.ts";
import { readAdminAccess } from "./api/read-admin-access.ts";
import { readBackendSettings } from "./backend-settings.ts";
import { definition } from "./definition.ts";
import { describeObstacles } from "./describe-obstacles.ts";
import { findDrift } from "./find-drift.ts";
import { tenantRules } from "./manifests/tenant-rules.ts";

const backend = (secret: string, settings: Record<string, unknown> = {}) => ({
  name: "shared",
  adminSecret: Secret.fromText(secret),
  settings,
});
const kubeconfig = (cluster: object) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user: { token: "s3cr3t" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });

describe("the parameters", () => {
  it.each([{ pods: 0 }, { tokenHours: 721 }, { podSecurity: "privileged" }, { cpuCores: 0.5 }, { surprise: 1 }])(
    "refuse %j",
    (parameters) => expect(definition.parameters.safeParse(parameters).success).toBe(false),
  );
});

describe("the back end's admin secret", () => {
  const read = (secret: string, settings: Record<string, unknown> = {}) => {
    const made = backend(secret, settings);
    return readAdminAccess(made, readBackendSettings(made));
  };

  it("is a kubeconfig, or a token with the server in the settings", async () => {
    expect(await read(kubeconfig({ server: "https://k:6443" }))).toMatchObject({ tenantServer: "https://k:6443" });
    const settings = { server: "https://public:443" };
    expect(await read(kubeconfig({ server: "https://k:6443" }), settings)).toMatchObject({
      server: "https://k:6443",
      tenantServer: "https://public:443",
    });
    expect(await read("eyJ.abc.def", settings)).toMatchObject({
      options: { headers: { Authorization: "Bearer eyJ.abc.def" } },
    });
  });

  it.each([
    "eyJ.s3cr3t.def",
    "password: [s3cr3t",
    kubeconfig({ server: "http://k:8080" }),
    kubeconfig({ server: "https://k:6443", "insecure-skip-tls-verify": true }),
    kubeconfig({ server: "https://k:6443" }).replace('"current-context":"x"', '"current-context":"y"'),
  ])("is refused without being quoted when it is none that can be trusted (%#)", async (secret) => {
    const error: unknown = await read(secret).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "settings_invalid", message: expect.not.stringContaining("s3cr3t") });
  });
});

describe("what teams may do", () => {
  it("is what the file for operators lets the worker hand on, and nothing else", () => {
    const file = join(import.meta.dirname, "../../deploy/kubernetes/provisioner-rbac.yaml");
    const objects = parseAllDocuments(readFileSync(file, "utf8")).map(
      (document) => document.toJS() as { metadata: { name: string }; rules?: unknown },
    );
    expect(objects.find(({ metadata, rules }) => metadata.name === "latchkey-tenant" && rules)?.rules).toEqual(
      tenantRules,
    );
  });

  it("includes no write to limits, rights, network policies or accounts", () => {
    const guarded = /^(resourcequotas|limitranges|networkpolicies|roles|rolebindings|serviceaccounts.*|namespaces)$/;
    for (const { resources, verbs } of tenantRules) {
      if (resources.some((resource) => guarded.test(resource))) expect(verbs).toEqual(["get", "list", "watch"]);
      expect([...verbs]).not.toContain("impersonate");
      expect([...verbs, ...resources]).not.toContain("*");
    }
  });
});

describe("drift", () => {
  const manifest = (spec: object) =>
    ({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q", labels: {}, annotations: {} }, spec }) as const;
  const live = (spec: object) => ({
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "q", uid: "u", labels: {}, annotations: {} },
    spec,
  });

  it("is a missing object or a field with another value, not a quantity written otherwise", () => {
    const wanted = manifest({ hard: { "requests.memory": "1024Gi", cpu: "2" } });
    expect(findDrift(wanted, live({ hard: { "requests.memory": "1Ti", cpu: "2000m", more: "1" } }))).toEqual([]);
    expect(findDrift(wanted, live({ hard: { "requests.memory": "2Ti", cpu: "2" } }))).toEqual([
      { what: "resourcequota q: spec.hard.requests.memory", expected: "1024Gi", found: "2Ti" },
    ]);
    expect(findDrift(wanted, null)).toEqual([{ what: "resourcequota q", expected: "there", found: "missing" }]);
  });
});

describe("what a namespace waits for", () => {
  it("is read from the conditions of its controller", () => {
    const condition = (type: string, message: string) => ({ type, status: "True", message });
    const conditions = [
      condition("NamespaceContentRemaining", "Some resources are remaining: pods. has 2 resource instances"),
      condition(
        "NamespaceFinalizersRemaining",
        "Some content in the namespace has finalizers remaining: a.io/x in 2 resource instances",
      ),
    ];
    expect(describeObstacles({ conditions }).text).toBe("waiting for finalizer a.io/x on pods");
    expect(describeObstacles({}).text).toBe("waiting for its content to go");
  });
});
