import type { Catalog } from "#domain/catalog/catalog.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { openDatabase, type Database } from "#server/adapters/db/database.ts";
import { openLog, type Logger } from "#server/adapters/log/log.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";
import { recordTemplateVersions } from "#server/catalog/record-template-versions.ts";
import { readSettings, type Settings } from "#server/settings.ts";

/** What every use case receives: the parts of one process, opened once. */
export interface ServerContext {
  readonly settings: Settings;
  readonly db: Database;
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

/**
 * Opens the parts of a process: settings, database, log, and the catalog with its versions recorded.
 *
 * @throws settings_invalid, catalog_invalid with one sentence
 */
export async function openContext(process: "web" | "worker", settings = readSettings()): Promise<ServerContext> {
  const log = openLog(process);
  const catalog = await loadCatalog(settings.CATALOG_DIR, { adminGroup: settings.LATCHKEY_ADMIN_GROUP });
  const db = openDatabase(databaseUrl(settings, process), { name: `latchkey ${process}` });
  await recordTemplateVersions(db, catalog);
  return { settings, db, catalog, log };
}

const webContext = Symbol.for("latchkey.web-context");

/** Gives the web process's one context; Next bundles this module more than once, the process keeps one. */
export function getWebContext(): Promise<ServerContext> {
  const holder = globalThis as { [webContext]?: Promise<ServerContext> };
  holder[webContext] ??= openContext("web").catch((error: unknown) => {
    delete holder[webContext];
    throw error;
  });
  return holder[webContext];
}
