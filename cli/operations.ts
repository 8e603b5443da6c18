import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { listFilters } from "#cli/list-pages.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellTable, type TableColumn } from "#cli/table.ts";
import {
  operationKinds,
  operationListQuerySchema,
  type BackendHealthView,
  type OperationView,
} from "#domain/contracts/operation.ts";
import { listBackendHealthRoute } from "#domain/contracts/routes/list-backend-health.ts";
import { listOperationsRoute } from "#domain/contracts/routes/list-operations.ts";
import { retryOperationRoute } from "#domain/contracts/routes/retry-operation.ts";

const json = { name: "json", about: "Print it as JSON." } as const;

const columns: readonly TableColumn<OperationView>[] = [
  { title: "ID", value: ({ id }) => id },
  { title: "KIND", value: ({ kind }) => kind },
  { title: "NAME", value: ({ name }) => name, charactersMin: 8 },
  { title: "BLOCKED", value: ({ blockedReason }) => blockedReason ?? "" },
  { title: "BACK END", value: ({ backend }) => backend ?? "", charactersMin: 8 },
  { title: "STEP", value: ({ step }) => (step === null ? "" : `${step.name} (${step.counted})`) },
  { title: "NEXT", value: ({ nextAt }) => nextAt ?? "" },
  { title: "LAST ERROR", value: ({ lastError }) => lastError?.message ?? "", charactersMin: 20 },
];

/** `latchkey operations list`: what is not over, what needs somebody first. */
export const operationsList: Command = {
  name: "operations list",
  about: "List what is not over, what needs somebody first.",
  positionals: [],
  options: [
    { name: "backend", value: "NAME", about: "Only of this back end." },
    {
      name: "kind",
      value: "KIND",
      about: "Only of this kind, e.g. provision, release, request.",
      choices: operationKinds,
    },
    {
      name: "only",
      value: "needs_somebody",
      about: "Only what does not go on by itself.",
      choices: ["needs_somebody"],
    },
    { name: "q", value: "TEXT", about: "Only with this in its name, team or id." },
    json,
  ],
  notes: ["For whoever holds a platform role. At most 200. Exit code 0."],
  async run(given, terminal) {
    const query = listFilters(given, operationListQuerySchema, ["backend", "kind", "only", "q"]);
    const page = await callRoute(listOperationsRoute, { query }, terminal);
    if (given.values.json === true) terminal.out(spellJson(page));
    else if (page.items.length === 0) terminal.err("Everything is done.\n");
    else terminal.out(spellTable(columns, page.items, terminal.columns));
    return 0;
  },
};

/** `latchkey operations retry`: has one of them tried at once. */
export const operationsRetry: Command = {
  name: "operations retry",
  about: "Have a run tried at once, with a full round of attempts.",
  positionals: ["ID"],
  options: [json],
  notes: ["For platform and administrators. Exit codes: 0 promised, 1 not yours to move or over already."],
  async run(given, terminal) {
    const params = { id: given.positionals[0] ?? "" };
    const operation = await callRoute(retryOperationRoute, { params, body: {} }, terminal);
    terminal.out(given.values.json === true ? spellJson(operation) : `${operation.id} is tried now.\n`);
    return 0;
  },
};

const backendColumns: readonly TableColumn<BackendHealthView>[] = [
  { title: "BACK END", value: ({ name }) => name },
  { title: "STATE", value: stateOf },
  { title: "NOT OVER", value: ({ waiting }) => String(waiting) },
  { title: "CHECKED", value: ({ canary }) => canary?.at ?? "" },
  {
    title: "WHY",
    value: ({ outage, pause, canary }) => outage?.message ?? pause?.reason ?? canary?.message ?? "",
    charactersMin: 20,
  },
];

/** `latchkey operations backends`: how each back end does. */
export const operationsBackends: Command = {
  name: "operations backends",
  about: "Show how each back end does.",
  positionals: [],
  options: [json],
  notes: ["For whoever holds a platform role. Exit code 0."],
  async run(given, terminal) {
    const page = await callRoute(listBackendHealthRoute, {}, terminal);
    const table = () => spellTable(backendColumns, page.items, terminal.columns);
    terminal.out(given.values.json === true ? spellJson(page) : table());
    return 0;
  },
};

function stateOf({ connected, outage, pause, canary }: BackendHealthView): string {
  if (!connected) return "not connected";
  if (outage !== null) return `no answer since ${outage.since}`;
  if (pause !== null) return `paused since ${pause.since}`;
  if (canary === null) return "not checked yet";
  return canary.ok === false ? "check failed" : "works";
}
