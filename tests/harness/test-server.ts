import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import type { RequestView, SubmitBody } from "#domain/contracts/request.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type { CredentialFields } from "#domain/provisioning/resource-type.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";
import { readVerifiers } from "#server/audit/read-verifiers.ts";
import { openContext, type OpenContext, type ServerContext } from "#server/context.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import { personas } from "#server/identity/personas.ts";
import { recordPersonas } from "#server/identity/record-personas.ts";
import { upsertPrincipal } from "#server/identity/upsert-principal.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { findDevice } from "#server/runs/find-device.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startApproved } from "#server/runs/start-approved.ts";
import { readSettings } from "#server/settings.ts";
import { scanOutbound, watchForCanary } from "#tests/harness/outbound-scan.ts";
import { createLedgerDatabase, type LedgerDatabase } from "#tests/harness/ledger.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";

const issuer = "http://127.0.0.1:3002";

export type PersonaName = (typeof personas)[number]["subject"];

/** Both sides of an installation on real parts: web's rights, worker's rights, a real target and a real key. */
export interface TestServer {
  readonly ledger: LedgerDatabase;
  readonly home: string;
  /** Logged in as web. */
  readonly web: OpenContext;
  /** Logged in as worker. */
  readonly worker: RunServices;
  /** A persona who has signed in. */
  actor(name: PersonaName): Promise<Actor>;
  submit(name: PersonaName, change?: Partial<SubmitBody>): Promise<RequestView>;
  /** Builds an approved request to the end of its run, as the worker does. */
  build(requestId: string): Promise<void>;
}

let names = 0;

/** Gives a name that no other test of this run uses, valid for every resource type. */
export function uniqueName(): string {
  names += 1;
  return `t${process.pid.toString(36)}-${Date.now().toString(36).slice(-6)}-${names.toString(36)}`;
}

/** A body that the default catalog grants at once. */
export function sampleBody(change: Partial<SubmitBody> = {}): SubmitBody {
  return {
    template: "postgres-small",
    name: uniqueName(),
    team: "payments",
    environment: "dev",
    classification: "internal",
    purpose: "An integration test.",
    ...change,
  };
}

/** What a test brings itself, to take it away or to stand something in between. */
interface OwnParts {
  readonly ledger?: LedgerDatabase;
  readonly targetUrl?: string;
}

/** Opens a test server whose ledger, its own, knows the personas; it is closed when the test has finished. */
export async function openTestServer(env: Record<string, string> = {}, own: OwnParts = {}): Promise<TestServer> {
  const ledger = own.ledger ?? (await createLedgerDatabase());
  const home = await mkdtemp(join(tmpdir(), "latchkey-home-"));
  await mkdir(join(home, "secrets"));
  await writeFile(join(home, "secrets/target-admin-url"), own.targetUrl ?? targetAdminUrl(), { mode: 0o400 });
  await createLocalKek(join(home, "kek"));
  const settings = readSettings({
    NODE_ENV: "test",
    LATCHKEY_HOME: home,
    DATABASE_URL_WEB: ledger.web,
    DATABASE_URL_WORKER: ledger.worker,
    LEASE_SECONDS: "1",
    ...env,
  });
  const web = await openContext("web", settings);
  const ctx = await openContext("worker", settings);
  onTestFinished(async () => {
    await Promise.all([web.db.close(), ctx.db.close()]);
    await scanMail(join(home, "mail"));
    await rm(home, { recursive: true, force: true });
  });
  await recordPersonas(ctx);
  const worker = openWorker(ctx, home);
  const actor = (name: PersonaName) => signIn(web, name);
  return {
    ledger,
    home,
    web,
    worker,
    actor,
    submit: async (name, change) =>
      (await submitRequest(web, await actor(name), { body: sampleBody(change), idempotencyKey: null })).request,
    build: async (requestId) => {
      const runId = await startApproved(worker, requestId);
      if (runId !== null) await executeRun(worker, runId);
    },
  };
}

function openWorker(ctx: ServerContext, home: string): RunServices {
  const sealer = createSealer(join(home, "kek"));
  const watch = (fields: CredentialFields) => {
    for (const value of Object.values(fields)) {
      if (value instanceof Secret) watchForCanary(value.use((bytes) => Buffer.from(bytes).toString()));
    }
  };
  return {
    ctx,
    seal: (fields, layout, { id: grantId, recipientIssuer, recipientSubject, device, ...bound }) => {
      watch(fields);
      return sealer.seal(
        { fields, layout },
        { ...bound, grantId, recipient: { issuer: recipientIssuer, subject: recipientSubject } },
        device,
      );
    },
    sealLease: (fields, layout, { publicKey, binding }) => {
      watch(fields);
      return sealer.sealLease({ fields, layout }, publicKey, binding);
    },
    findDevice: async (owner) =>
      findDevice(ctx, await readVerifiers(kekPaths(join(home, "kek")).deviceKey.verifiers), owner),
    resourceType: (id) => resourceTypes.find((type) => type.id === id),
    drain: new AbortController().signal,
  };
}

/** Mail that was written to files is scanned as mail that a server took would be. */
async function scanMail(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    await scanOutbound("mail file", await readFile(join(directory, name), "utf8"));
  }
}

async function signIn(ctx: ServerContext, name: PersonaName): Promise<Actor> {
  const persona = personas.find((candidate) => candidate.subject === name);
  if (persona === undefined) throw new Error(`no persona ${name}`);
  const claims = { issuer, subject: name, kind: "user" as const, email: persona.email, name: persona.name };
  const stated = { groups: persona.groups, statedAt: new Date(), authTime: new Date(), acr: null };
  const principal = await ctx.db.transaction((tx) =>
    upsertPrincipal(tx, { ...claims, ...stated }, { source: "sign_in", channel: "web" }),
  );
  return actorFromPrincipal(ctx, principal, {
    channel: "web",
    scopes: ["all"],
    authTime: new Date(),
    acr: null,
    act: null,
  });
}
