import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layoutOf } from "#domain/credentials/layout-of.ts";
import { renderMasked } from "#domain/credentials/render-masked.ts";
import { renderSnippets } from "#domain/credentials/render-snippets.ts";
import { bareLayout, fileLayout, urlLayout } from "#tests/factories/sample-layouts.ts";

const placeholder = ({ name }: { name: string }) => `<${name}>`;
const textOf = (credential: Parameters<typeof renderMasked>[0], id: string) =>
  renderMasked(credential, placeholder).snippets.find((snippet) => snippet.id === id)?.text;

describe("renderMasked", () => {
  test("puts the stand-in where the secret would be, unescaped, and quotes it for a shell", () => {
    const credential = {
      layout: layoutOf(urlLayout, "sessions"),
      fields: { host: "cache.example", port: 6379, username: "u@x", keyPrefix: "payments:" },
    };
    expect(renderMasked(credential, placeholder).url).toBe("redis://u%40x:<password>@cache.example:6379");
    expect(textOf(credential, "env")).toBe('REDIS_URL="redis://u%40x:<password>@cache.example:6379"');
    expect(textOf(credential, "cli")).toBe(
      "REDISCLI_AUTH='<password>' redis-cli -u 'redis://u%40x:<password>@cache.example:6379'",
    );
  });

  test("makes a file without its secret, inside a snippet too", () => {
    const credential = {
      layout: layoutOf(fileLayout),
      fields: { server: "https://k8s.example:6443", namespace: "a-b" },
    };
    expect(renderMasked(credential, placeholder).file).toEqual({
      name: "kubeconfig.yaml",
      content:
        'clusters:\n  - cluster: { server: "https://k8s.example:6443" }\nusers:\n  - user: { token: "<token>" }\n',
    });
    expect(textOf(credential, "ci")).toContain('token: \\"<token>\\"');
  });

  test("stands in for a plain field that has no value", () => {
    const credential = { layout: layoutOf(bareLayout), fields: {} };
    expect(renderMasked(credential, placeholder).url).toBeNull();
    expect(textOf(credential, "kubernetes-secret")).toContain('endpoint: "<endpoint>"\n  apiKey: "<apiKey>"');
  });

  test("never shows a part of a secret, whatever it holds", () => {
    const word = fc.string({ minLength: 1, maxLength: 40, unit: "binary" });
    fc.assert(
      fc.property(word, fc.constantFrom(urlLayout, fileLayout, bareLayout), (text, type) => {
        const secret = `CANARY${text}CANARY`;
        const layout = layoutOf(type);
        const fields = Object.fromEntries(layout.fields.map((field) => [field.name, field.secret ? secret : "plain"]));
        expect(JSON.stringify(renderMasked({ layout, fields }, placeholder))).not.toContain("CANARY");
        expect(JSON.stringify(renderSnippets({ layout, fields }))).toContain("CANARY");
      }),
    );
  });
});
