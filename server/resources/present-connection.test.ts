import { expect, test } from "vitest";
import { layoutOf } from "#domain/credentials/layout-of.ts";
import { renderFile } from "#domain/credentials/render-file.ts";
import { renderSnippets } from "#domain/credentials/render-snippets.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import { presentConnection } from "#server/resources/present-connection.ts";

test.each(resourceTypes.map((type) => [type.id, type] as const))(
  "%s: everything its templates name is there, filled in and with words for the secrets",
  (_, type) => {
    const layout = layoutOf(type, "orders");
    const filled = { layout, fields: Object.fromEntries(layout.fields.map(({ name }) => [name, `${name}-value`])) };
    const texts = [...renderSnippets(filled).map(({ text }) => text), renderFile(filled)?.content ?? ""];
    expect(texts.join("\n")).not.toMatch(/\{\w+(\|\w+)?\}/);
    const secret = layout.fields.filter((field) => field.secret).map(({ name }) => name);
    expect(secret.length).toBeGreaterThan(0);
    const view = presentConnection(filled);
    expect(view?.snippets.map(({ title }) => title)).toEqual(layout.snippets?.map(({ title }) => title));
    for (const name of secret) {
      expect(JSON.stringify(view)).not.toContain(`${name}-value`);
      expect(view?.snippets.at(-1)?.text).toContain(`"<${name}>"`);
    }
    const ids = view?.snippets.map(({ id }) => id) ?? [];
    expect(new Set(ids).size, "no two snippets share an id").toBe(ids.length);
  },
);
