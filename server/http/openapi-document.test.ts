import { glob, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { routes } from "#domain/contracts/routes/routes.ts";
import { errorTable } from "#domain/errors/error-table.ts";
import { openapiDocument } from "#server/http/openapi-document.ts";
import { propertiesOf } from "#server/http/openapi-schemas.ts";

interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security: readonly Record<string, string[]>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref?: string } }> };
  readonly responses: Record<
    string,
    {
      readonly headers: Record<string, { readonly description?: string }>;
      readonly content?: Record<string, { readonly schema: object }>;
    }
  >;
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Record<string, Record<string, unknown>>;
  readonly components: { readonly schemas: Record<string, object> };
}

const origins = { publicUrl: "https://latchkey.example", revealUrl: "https://reveal.example" };
const document = JSON.parse(JSON.stringify(openapiDocument(origins))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([key]) => key !== "servers")
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation: operation as Operation })),
);

/** Path and contracts of every route file, read from the files themselves. */
async function routeFiles(): Promise<{ path: string; ids: string[] }[]> {
  const own: string[] = [];
  for await (const file of glob("app/{api/v1/**,healthz,readyz,.well-known/**}/route.ts")) {
    if (!file.includes("[[...path]]")) own.push(file);
  }
  return Promise.all(
    own.map(async (file) => {
      const source = await readFile(file, "utf8");
      const path = file
        .replace(/^app\/(api\/v1)?/, "/")
        .replace("//", "/")
        .replace(/\/route\.ts$/, "");
      return {
        path: path.replaceAll(/\[(\w+)\]/g, "{$1}"),
        ids: [...source.matchAll(/defineRoute\(\s*(\w+)Route,/g)].map(([, id]) => String(id)).sort(),
      };
    }),
  );
}

test("lists exactly the routes that have a file, and every file serves its own contracts", async () => {
  const files = await routeFiles();
  expect(files.length).toBeGreaterThan(12);
  const contracted = Map.groupBy(
    routes.filter(({ base }) => base !== "reveal"),
    ({ path }) => path,
  );
  const wanted = [...contracted].map(([path, some]) => ({ path, ids: some.map(({ id }) => id).sort() }));
  const byPath = (one: { path: string }, other: { path: string }) => one.path.localeCompare(other.path);
  expect(files.toSorted(byPath)).toEqual(wanted.toSorted(byPath));
  const listed = operations.map(({ path, method, operation }) => `${method} ${path} ${operation.operationId}`);
  expect(listed.sort()).toEqual(routes.map(({ id, method, path }) => `${method} ${path} ${id}`).sort());
});

test("is OpenAPI 3.1 whose references all lead somewhere", () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.servers).toEqual([{ url: "https://latchkey.example/api/v1" }]);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) =>
    String(reference),
  );
  expect(references.length).toBeGreaterThan(50);
  for (const reference of references) {
    const name = reference.replace("#/components/schemas/", "");
    expect(Object.keys(document.components.schemas)).toContain(name);
  }
  expect(JSON.stringify(document)).not.toMatch(/"\$(schema|id)"/);
});

test("names every path parameter and no other", () => {
  for (const { path, operation } of operations) {
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const told = (operation.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => name);
    expect(told).toEqual(wanted);
  }
});

test("asks for a scope everywhere but on the contract itself and the probes", () => {
  const open = operations.filter(({ operation }) => operation.security.length === 0).map(({ path }) => path);
  expect(open.sort()).toEqual([
    "/.well-known/oauth-protected-resource",
    "/healthz",
    "/oauth/token",
    "/openapi.json",
    "/readyz",
  ]);
  for (const { operation } of operations.filter(({ path }) => !open.includes(path))) {
    expect(operation.security[0]?.bearer?.[0]).toMatch(/^[a-z-]+:(read|write|approve|reveal)$/);
  }
});

test("tells the problems that every signed-in route can answer with, and a schema for each answer", () => {
  for (const { path, operation } of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status === "204") expect(response.content).toBeUndefined();
      else
        expect(Object.values(response.content ?? {})).toEqual([
          expect.objectContaining({ schema: expect.any(Object) }),
        ]);
    }
    if (operation.security.length === 0) continue;
    const statuses = Object.keys(operation.responses);
    expect(statuses, path).toEqual(expect.arrayContaining(["401", "403", "405", "422", "500", "503"]));
    const ofBody = operation.requestBody ? ["400", "413", "415"] : [];
    expect(statuses, path).toEqual(expect.arrayContaining(ofBody));
  }
});

test("says of every operation, parameter and header what it means", () => {
  for (const { operation } of operations) {
    expect(operation.description, operation.operationId).toMatch(/\.$/);
    for (const { name, description } of operation.parameters ?? []) {
      expect(description, `${operation.operationId} ${name}`).toMatch(/./);
    }
    for (const { headers } of Object.values(operation.responses)) {
      expect(Object.keys(headers)).toContain("X-Request-Id");
      for (const [name, { description }] of Object.entries(headers)) expect(description, name).toMatch(/./);
    }
  }
});

test("says of every field of a body what it means, where its name alone does not", () => {
  const bodies = routes.flatMap(({ id, body }) => (body === null ? [] : [{ id, ...propertiesOf(body) }]));
  for (const { id, properties } of bodies) {
    for (const [name, { title, description }] of Object.entries(properties)) {
      expect(description ?? title, `${id} ${name}`).toMatch(/./);
    }
  }
});

test("spells the submit body, the request and the problem as the contract does", () => {
  const { SubmitBody, Request, Problem } = document.components.schemas as Record<
    string,
    { properties: Record<string, { enum?: string[] }>; required: string[]; additionalProperties?: boolean }
  >;
  expect(SubmitBody?.required).toEqual(["template", "name", "team", "environment", "classification", "purpose"]);
  expect(SubmitBody?.additionalProperties).toBe(false);
  expect(Object.keys(Request?.properties ?? {})).toEqual(
    expect.arrayContaining(["id", "revision", "state", "blockedReason", "digest", "decision", "approval", "grants"]),
  );
  expect(Problem?.properties.code?.enum).toEqual(Object.keys(errorTable));
});
