import type { Catalog } from "#domain/catalog/catalog.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { openDatabase, type Database } from "#server/adapters/db/database.ts";
import { openLog, type Logger } from "#server/adapters/log/log.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { keepCatalog, type CatalogKeeper } from "#server/catalog/keep-catalog.ts";
import { recordCatalogSet } from "#server/catalog/record-catalog-set.ts";
import { tendCatalog } from "#server/catalog/tend-catalog.ts";
import { drainSignal } from "#server/http/drain-signal.ts";
import { readSettings, type Settings } from "#server/settings.ts";

/** What every use case receives: the parts of one process, opened once. */
export interface ServerContext {
  readonly settings: Settings;
  readonly db: Database;
  /** The set that serves at this moment; `atOneSet` holds on to it. */
  readonly catalog: Catalog;
  readonly log: Logger;
}

/** The connection string of one process: `DATABASE_URL_<PROCESS>`, else `DATABASE_URL` where it may be shared. @throws settings_invalid */
export function databaseUrl(settings: Settings, process: "web" | "worker" | "reveal"): string {
  const own = {
    web: settings.DATABASE_URL_WEB,
    worker: settings.DATABASE_URL_WORKER,
    reveal: settings.DATABASE_URL_REVEAL,
  };
  const name = `DATABASE_URL_${process.toUpperCase()}`;
  const url = own[process];
  if (url !== undefined) return url;
  if (settings.DATABASE_URL === undefined) throw new AppError("settings_invalid", `Set ${name} or DATABASE_URL.`);
  if (globalThis.process.env.NODE_ENV === "production" && settings.ALLOW_SINGLE_DB_ROLE !== "1") {
    const sentence = `Production needs one database role per process: set ${name}, or ALLOW_SINGLE_DB_ROLE=1.`;
    throw new AppError("settings_invalid", sentence);
  }
  return settings.DATABASE_URL;
}

/** A process that keeps its catalog current. */
export interface OpenContext extends ServerContext {
  readonly catalogKeeper: CatalogKeeper;
}

/**
 * Opens the parts of a process: settings, database, log, and the catalog with its versions recorded. Whoever opens it
 * has the catalog tended.
 *
 * @throws settings_invalid, catalog_invalid with one sentence
 */
export async function openContext(process: "web" | "worker", settings = readSettings()): Promise<OpenContext> {
  const log = openLog(process);
  const db = openDatabase(databaseUrl(settings, process), { name: `latchkey ${process}` });
  const catalogKeeper = await keepCatalog({
    dir: settings.CATALOG_DIR,
    adminGroup: settings.LATCHKEY_ADMIN_GROUP,
    log,
    record: (standing) => recordCatalogSet(db, process, standing),
  }).catch(async (error: unknown) => {
    await db.close();
    throw error;
  });
  return {
    settings,
    db,
    log,
    catalogKeeper,
    get catalog() {
      return catalogKeeper.catalog;
    },
  };
}

const webContext = Symbol.for("latchkey.web-context");

/**
 * Gives the web process's one context, with the catalog set that serves now: all of one answer is made of one set.
 *
 * Next bundles this module more than once, the process keeps one.
 */
export async function getWebContext(): Promise<ServerContext> {
  const holder = globalThis as { [webContext]?: Promise<ServerContext> };
  holder[webContext] ??= openWebContext().catch((error: unknown) => {
    delete holder[webContext];
    throw error;
  });
  return atOneSet(await holder[webContext]);
}

async function openWebContext(): Promise<ServerContext> {
  const ctx = await openContext("web");
  tendCatalog(ctx.catalogKeeper, ctx.settings.CATALOG_RELOAD_SECONDS, drainSignal());
  return ctx;
}
