import pg from "pg";
import { onTestFinished } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import type { Matrix } from "#domain/catalog/matrix.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { RequestView, SubmitBody } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { openTestServer, sampleBody, type TestServer } from "#tests/harness/test-server.ts";

/** A server on which production asks for the plan of a test, and people who come and go. */
export interface ApprovalWorld {
  readonly server: TestServer;
  readonly web: ServerContext;
  readonly worker: ServerContext;
  readonly admin: pg.Pool;
  /** Production asks for another plan from now on. */
  replan(plan: ApprovalPlan, maintainers?: readonly string[]): void;
  /** A persona or a newcomer, as the ledger knows them now. */
  actor(name: string): Promise<Actor>;
  /** Somebody who signs in here for the first time. */
  join(name: string, ...groups: string[]): Promise<void>;
  /** What the identity provider says of somebody from now on. */
  regroup(name: string, ...groups: string[]): Promise<void>;
  disable(name: string): Promise<void>;
  body(change?: Partial<SubmitBody>): SubmitBody;
  submit(name: string, change?: Partial<SubmitBody>): Promise<RequestView>;
  preview(name: string, change?: Partial<SubmitBody>): Promise<Decision>;
  /** The state after the vote, or the code that refused it. */
  vote(name: string, request: RequestView, verdict?: "approve" | "reject"): Promise<string>;
  /** Lets hours pass for one request. */
  pass(requestId: string, hours: number): Promise<void>;
  rows<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]>;
  /** Who has it open, by name. */
  openFor(requestId: string): Promise<string[]>;
  state(requestId: string): Promise<string>;
}

/**
 * Opens a server whose production environment asks for a plan, under no other rule that asks anybody.
 *
 * @param maintainers of every template; those of the shipped ones unless given
 */
export async function openApprovalWorld(plan: ApprovalPlan, maintainers?: readonly string[]): Promise<ApprovalWorld> {
  const server = await openTestServer();
  const admin = new pg.Pool({ connectionString: server.ledger.url, max: 2 });
  onTestFinished(() => admin.end());
  const web = { ...server.web };
  const worker = { ...server.worker.ctx };
  const replan: ApprovalWorld["replan"] = (asked, maintain) => {
    web.catalog = withPlan(server.web.catalog, asked, maintain);
    worker.catalog = withPlan(server.worker.ctx.catalog, asked, maintain);
  };
  replan(plan, maintainers);
  const rows = async <Row extends object>(text: string, ...values: unknown[]) =>
    (await admin.query<Row>(text, values)).rows;
  const actor = async (name: string) => {
    const [row] = await rows<Parameters<typeof actorFromPrincipal>[1]>(
      "SELECT id, kind, issuer, subject, email, name, groups FROM principals WHERE subject = $1",
      name,
    );
    if (row === undefined) throw new Error(`${name} is not known.`);
    const how = { channel: "web", scopes: ["all"], authTime: new Date(), acr: null, act: null } as const;
    return actorFromPrincipal(web, row, how);
  };
  const body = (change: Partial<SubmitBody> = {}) => sampleBody({ environment: "production", ...change });
  return {
    server,
    web,
    worker,
    admin,
    rows,
    replan,
    actor,
    body,
    join: async (name, ...groups) => {
      await rows(
        `INSERT INTO principals (id, issuer, subject, email, name, groups)
         VALUES ('prn_' || $1, 'http://127.0.0.1:3002', $1, $1 || '@latchkey.test', $1, $2)`,
        name,
        groups,
      );
    },
    regroup: async (name, ...groups) => {
      await rows("UPDATE principals SET groups = $2 WHERE subject = $1", name, groups);
    },
    disable: async (name) => {
      await rows("UPDATE principals SET disabled_at = now() WHERE subject = $1", name);
    },
    submit: async (name, change) =>
      (await submitRequest(web, await actor(name), { body: body(change), idempotencyKey: null })).request,
    preview: async (name, change) => previewRequest(web, await actor(name), body(change)),
    vote: async (name, { id, digest }, verdict = "approve") =>
      decideRequest(web, await actor(name), { id, digest, verdict, comment: "" }).then(
        ({ state }) => state,
        (error: unknown) => {
          if (isAppError(error)) return error.code;
          throw error;
        },
      ),
    pass: async (requestId, hours) => {
      await rows(
        `UPDATE requests SET created_at = created_at - span, stage_asked_at = stage_asked_at - span,
           expires_at = expires_at - span, remind_at = remind_at - span
         FROM make_interval(secs => $2::float8 * 3600) AS span WHERE id = $1`,
        requestId,
        hours,
      );
      await rows(
        "UPDATE approvers SET asked_at = asked_at - make_interval(secs => $2::float8 * 3600) WHERE request_id = $1",
        requestId,
        hours,
      );
    },
    openFor: async (requestId) => {
      const open = await rows<{ subject: string }>(
        `SELECT p.subject FROM approvers a JOIN principals p ON p.id = a.principal_id
         WHERE a.request_id = $1 AND a.open ORDER BY p.subject`,
        requestId,
      );
      return open.map(({ subject }) => subject);
    },
    state: async (requestId) => {
      const [row] = await rows<{ state: string }>("SELECT state FROM requests WHERE id = $1", requestId);
      return row?.state ?? "gone";
    },
  };
}

function withPlan(
  catalog: ServerContext["catalog"],
  plan: ApprovalPlan,
  maintainers: readonly string[] | undefined,
): ServerContext["catalog"] {
  const environments = [...catalog.environments].map(
    ([id, environment]) =>
      [id, { ...environment, approval: id === "production" ? [...plan] : environment.approval }] as const,
  );
  const templates = [...catalog.templates].map(
    ([id, template]) => [id, maintainers === undefined ? template : { ...template, maintainers }] as const,
  );
  const matrices = [...catalog.matrices].map(
    ([id, matrix]) => [id, { ...matrix, cells: asksNobody(matrix.cells) }] as const,
  );
  return {
    ...catalog,
    environments: new Map(environments),
    templates: new Map(templates),
    matrices: new Map(matrices),
  };
}

/** The environment alone says who is asked. */
function asksNobody(cells: Matrix["cells"]): Matrix["cells"] {
  const rows = Object.entries(cells).map(([place, row]) => {
    const quiet = Object.entries(row).map(([tier, cell]) => [tier, { ...cell, outcome: "auto", approval: [] }]);
    return [place, Object.fromEntries(quiet)];
  });
  return Object.fromEntries(rows);
}
