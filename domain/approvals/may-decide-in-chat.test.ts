import { expect, test } from "vitest";
import { mayDecideInChat } from "#domain/approvals/may-decide-in-chat.ts";
import { classifications } from "#domain/catalog/classification.ts";
import { sampleCatalog, sampleCell, sampleEnvironment, sampleMatrix } from "#tests/factories/sample-catalog.ts";

const everywhere = Object.fromEntries(classifications.map((id) => [id, sampleCell({ decideInChat: true })]));
const matrix = sampleMatrix({ cells: { dev: everywhere, production: { internal: sampleCell() } } });
const catalog = { matrices: new Map([[matrix.id, matrix]]), environments: sampleCatalog().environments };
const asked = { rule: "r", version: "1", pack: null, controls: [], result: "needs_approval", message: "Asks." };
const decision = { trace: [asked] };
const request = { decision, templateId: matrix.templates[0] ?? "", environment: "dev", classification: "internal" };

test("chat decides where the matrix says so, on public and internal data alone", () => {
  const allowed = classifications.filter((classification) => mayDecideInChat({ ...request, classification }, catalog));
  expect(allowed).toEqual(["public", "internal"]);
});

test.each([
  ["a cell that does not say so", { environment: "production" }],
  ["an empty cell", { environment: "production", classification: "public" }],
  ["an environment without a row", { environment: "staging" }],
  ["a name that every object has", { environment: "constructor" }],
  ["a template of no matrix", { templateId: "gone" }],
  ["a classification that nobody knows", { classification: "secret" }],
  ["an approval that a pack asks for", { decision: { trace: [asked, { ...asked, pack: "sox" }] } }],
  ["a decision that cannot be read", { decision: {} }],
])("never for %s", (_, change) => {
  expect(mayDecideInChat({ ...request, ...change }, catalog)).toBe(false);
});

test("a pack that has nothing to say against it changes nothing", () => {
  const said = { ...asked, pack: "sox", result: "pass" };
  expect(mayDecideInChat({ ...request, decision: { trace: [asked, said] } }, catalog)).toBe(true);
});

test("never where the environment wants a fresh sign-in", () => {
  const environments = new Map([["dev", sampleEnvironment("dev", { approveMaxAgeMinutes: 60 })]]);
  expect(mayDecideInChat(request, { ...catalog, environments })).toBe(false);
});
