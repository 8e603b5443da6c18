import { expect, test } from "vitest";
import { environmentViews } from "#domain/guardrails/environment-view.ts";
import { sampleCatalog, sampleEnvironment } from "#tests/factories/sample-catalog.ts";
import { decide, emptyLedger, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const at = new Date("2026-06-15T12:00:00Z");
const freeze = (id: string, from: string, until: string) => ({
  id,
  title: id,
  from: new Date(from),
  until: new Date(until),
  approval: [],
});

test("freeze windows are told as past, now and next, in order of time; the last instant is not frozen any more", () => {
  const freezeWindows = [
    freeze("later", "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z"),
    freeze("open", "2026-06-15T12:00:00Z", "2026-06-16T00:00:00Z"),
    freeze("over", "2026-06-01T00:00:00Z", "2026-06-15T12:00:00Z"),
  ];
  const catalog = sampleCatalog({ environments: new Map([["dev", sampleEnvironment("dev", { freezeWindows })]]) });
  const [dev] = environmentViews(catalog, { at, disconnected: [], paused: {} });
  expect(dev?.freezes.map(({ id, when }) => [id, when])).toEqual([
    ["over", "past"],
    ["open", "now"],
    ["later", "next"],
  ]);
});

test("the back end that is shown as picked is the one that is built on, whatever is connected and allowed", () => {
  const [first] = [...sampleCatalog().backends.values()];
  if (first === undefined) throw new Error("The sample has a back end.");
  const second = { ...first, name: "second", regions: ["eu"] };
  const backends = new Map([first, second].map((backend) => [backend.name, backend]));
  for (const regions of [null, ["eu"], ["local"], ["moon"]]) {
    for (const disconnected of [[], [first.name], [second.name]]) {
      const catalog = sampleCatalog({
        backends,
        environments: new Map([["dev", sampleEnvironment("dev", { regions })]]),
      });
      const [dev] = environmentViews(catalog, { at, disconnected, paused: {} });
      const shown = dev?.builds[0]?.backends.find(({ isPicked }) => isPicked)?.name ?? null;
      const state = { ...emptyLedger, disconnectedBackends: disconnected };
      const { effective } = decide(sampleBody(), sampleSurroundings({ catalog, state }));
      expect(shown, `${regions} without ${disconnected}`).toBe(effective.backend);
    }
  }
});

test("each environment names the one after it", () => {
  const views = environmentViews(sampleCatalog(), { at, disconnected: [], paused: {} });
  expect(views.map(({ promotesTo }) => promotesTo)).toEqual(["Environment staging", "Environment production", null]);
});
