import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { layoutOf } from "#domain/credentials/layout-of.ts";
import { renderFile } from "#domain/credentials/render-file.ts";
import { renderSnippets } from "#domain/credentials/render-snippets.ts";
import { bareLayout, fileLayout, urlLayout } from "#tests/factories/sample-layouts.ts";

type Shown = Parameters<typeof layoutOf>[0];

function secretOf(type: Shown, fields: Record<string, string | number>, name?: string) {
  const snippet = renderSnippets({ layout: layoutOf(type, name), fields }).find(({ id }) => id === "kubernetes-secret");
  return parse(snippet?.text ?? "", { version: "1.1" }) as { metadata: { name: string }; stringData: unknown };
}

describe("the Kubernetes Secret of every credential", () => {
  test.each([
    ["a connection string", urlLayout],
    ["a file", fileLayout],
    ["fields alone", bareLayout],
  ])("is valid YAML that holds every field as text, with %s, whatever they hold", (_, type) => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const names = type.credentialFields.map((field) => field.name);
        const fields = Object.fromEntries(names.map((name) => [name, name === "port" ? 6379 : text]));
        const { stringData } = secretOf(type, fields);
        const texts = Object.fromEntries(names.map((name) => [name, String(fields[name])]));
        expect(stringData).toMatchObject(texts);
      }),
    );
  });

  test("brings the connection string and the file along", () => {
    const cache = { host: "h", port: 1, username: "u", password: "p", keyPrefix: "k:" };
    expect(secretOf(urlLayout, cache).stringData).toEqual({ ...cache, port: "1", url: "redis://u:p@h:1" });
    const namespace = { server: "https://s", namespace: "n", token: "line one\nline two\n" };
    const file = renderFile({ layout: layoutOf(fileLayout), fields: namespace });
    expect(secretOf(fileLayout, namespace).stringData).toEqual({ ...namespace, "kubeconfig.yaml": file?.content });
    expect(parse(file?.content ?? "")).toMatchObject({ users: [{ user: { token: namespace.token } }] });
  });

  test.each(["orders", "a0-", "abcdefghijklmnopqrstuvwxy"])("has a name that Kubernetes takes, for %s too", (name) => {
    expect(secretOf(bareLayout, { endpoint: "e", apiKey: "k" }, name).metadata.name).toMatch(
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    );
  });
});

test("leaves out what names a field that a credential does not have", () => {
  const type = {
    credentialFields: [
      { name: "certificate", label: "Certificate", secret: false },
      { name: "key", label: "Key", secret: true },
    ],
    connection: {
      file: { name: "all.pem", template: "{certificate}{key}" },
      snippets: [
        { id: "read", title: "Read", template: "{{key}} {certificate|shell}" },
        { id: "use", title: "Use", template: "{key|json}" },
      ],
    },
  };
  const fields = { certificate: "c" };
  const layout = layoutOf(type, "orders", ["certificate"]);
  expect(layout.fields.map(({ name }) => name)).toEqual(["certificate"]);
  expect(layout.file).toBeUndefined();
  expect(renderSnippets({ layout, fields }).map(({ id }) => id)).toEqual(["read", "kubernetes-secret"]);
  expect(layoutOf(type, "orders", ["certificate", "key"]).snippets).toHaveLength(3);
});
