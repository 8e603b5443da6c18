import { describe, expect, test } from "vitest";
import { matchesQuery } from "#components/templates/matches-query.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

const template: TemplateView = {
  id: "postgres-small",
  version: "postgres-small@sha256:00",
  title: "Postgres, small",
  summary: "A database for one service.",
  resourceType: "postgres-database",
  maintainers: ["platform"],
  docs: null,
  environments: ["dev"],
  connections: [{ environment: "dev", connected: true, connect: null, paused: null }],
  classifications: ["internal"],
  lifetimeHours: { default: 168, max: 720 },
  parameters: {},
  sizes: [],
};

describe("matchesQuery", () => {
  test("finds words in any order and any case", () => {
    expect(matchesQuery(template, "SERVICE postgres")).toBe(true);
  });

  test("one word that is nowhere is enough to leave it out", () => {
    expect(matchesQuery(template, "postgres queue")).toBe(false);
  });
});
