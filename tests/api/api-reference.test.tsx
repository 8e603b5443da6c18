import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { EventSection } from "#components/api-reference/event-section.tsx";
import { OperationIndex } from "#components/api-reference/operation-index.tsx";
import { readReference } from "#components/api-reference/read-reference.ts";
import { eventsHref, schemasHref, tagHref } from "#components/api-reference/reference-href.ts";
import { SchemaSection } from "#components/api-reference/schema-section.tsx";
import { SideList } from "#components/api-reference/side-list.tsx";
import { TagSection } from "#components/api-reference/tag-section.tsx";
import { commandExamples } from "#domain/contracts/examples/command-examples.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { errorTable } from "#domain/errors/error-table.ts";
import { webhookEventTypes } from "#domain/webhooks/webhook-event-types.ts";
import { openapiDocument } from "#server/http/openapi-document.ts";

const document = openapiDocument({ publicUrl: "https://latchkey.example", revealUrl: "https://reveal.example" });
const reference = readReference(JSON.parse(JSON.stringify(document)), commandExamples);
const { tags, schemas, events } = reference;
const pages = new Map<string, string>([
  ["/docs/api", renderToStaticMarkup(<OperationIndex tags={tags} />)],
  [eventsHref, renderToStaticMarkup(<EventSection events={events} />)],
  [schemasHref, renderToStaticMarkup(<SchemaSection schemas={schemas} />)],
  ...tags.map((tag) => [tagHref(tag.name), renderToStaticMarkup(<TagSection tag={tag} />)] as const),
]);
const side = renderToStaticMarkup(<SideList tags={tags} />);
const idsOf = (html: string) => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);

test("shows every operation of the contract once, with its path and its scope", () => {
  const shown = tags.flatMap(({ name, operations }) => operations.map((operation) => ({ name, operation })));
  expect(shown.map(({ operation }) => operation.id).toSorted()).toEqual(routes.map(({ id }) => id).toSorted());
  for (const { id, base, path, scope } of routes) {
    const found = shown.find(({ operation }) => operation.id === id);
    expect(found?.operation).toMatchObject({ path: base === "api" ? `/api/v1${path}` : path, scope });
    expect(pages.get(tagHref(found?.name ?? ""))).toContain(`<article id="${id}"`);
  }
});

test("every link leads to a page that there is, and to a place on it", () => {
  const links = [side, ...pages.values()].flatMap((html) =>
    [...html.matchAll(/ href="([^"]+)"/g)].map(([, to]) => String(to)),
  );
  expect(links.length).toBeGreaterThan(500);
  for (const link of links.filter((one) => !one.startsWith("#"))) {
    const [path = "", place] = link.split("#");
    const code = path.replace("/docs/errors/", "");
    if (code !== path) expect(Object.keys(errorTable)).toContain(code);
    else if (place === undefined) expect([...pages.keys()]).toContain(path);
    else expect(idsOf(pages.get(path) ?? ""), link).toContain(place);
  }
});

test("names each place of a page once, and links to places of the same page that are there", () => {
  for (const html of pages.values()) {
    const ids = idsOf(html);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, place] of html.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(place);
  }
});

test("is text alone: no style of its own and no script, which the policy of the page would refuse", () => {
  for (const html of [side, ...pages.values()]) {
    expect(html).not.toMatch(/<script|<style| style=|<iframe| on[a-z]+="/);
  }
  const largest = Math.max(...[...pages.values()].map((html) => html.length));
  process.stdout.write(`the largest of ${pages.size} reference pages holds ${Math.round(largest / 1024)} KB of HTML\n`);
});

test("tells when each kind of event is sent, and with which headers", () => {
  expect(events.kinds.map(({ type }) => type)).toEqual([...webhookEventTypes, "ping"]);
  for (const { meaning } of events.kinds) expect(meaning).toMatch(/^[A-Z].+\.$/);
  expect(events.headers.map(({ name }) => name)).toEqual(["webhook-id", "webhook-timestamp", "webhook-signature"]);
  expect(events.answers.map(({ status }) => status)).toEqual(["410", "2XX", "default"]);
});

test("tells a body in place: its fields, which are required, their limits and values", () => {
  const submit = tags.flatMap(({ operations }) => operations).find(({ id }) => id === "submitRequest");
  const fields = submit?.body?.schema.forms[0] ?? [];
  expect(fields.find(({ name }) => name === "name")).toMatchObject({ isRequired: true, type: { text: "string" } });
  expect(fields.find(({ name }) => name === "lifetimeHours")).toMatchObject({
    isRequired: false,
    type: { text: "integer" },
    limits: ["1 to 87600"],
  });
  expect(fields.find(({ name }) => name === "classification")?.values).toContain("restricted");
});

test("spells each example as one call, a quote in a text included", () => {
  const all = tags.flatMap(({ operations }) => operations);
  expect(all.find(({ id }) => id === "showRequest")?.curl).toBe(
    'curl "$LATCHKEY_URL/api/v1/requests/$ID" \\\n  -H "Authorization: Bearer $LATCHKEY_TOKEN"',
  );
  expect(all.find(({ id }) => id === "claimGrant")?.curl).toMatch(
    /^curl -X POST "\$LATCHKEY_REVEAL_URL\/v1\/grants\/\$ID\/claim"/,
  );
  expect(all.find(({ id }) => id === "submitRequest")?.curl).toContain('-H "Idempotency-Key: ');
});
