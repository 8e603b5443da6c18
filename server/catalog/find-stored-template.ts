import type { Template } from "#domain/catalog/template.ts";
import { templateFromDocument } from "#domain/catalog/template-from-document.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/**
 * Gives a template as it was when a request was filed under it, whatever the catalog says today.
 *
 * @param version `<template id>@sha256:<hex>`
 * @throws not_found; internal when the stored document does not have the digest it is stored under
 */
export async function findStoredTemplate(db: Queryable, version: string): Promise<Template> {
  const [row] = await db.query<{ document: unknown }>(
    sql`SELECT document FROM template_versions WHERE id = ${version}`,
  );
  if (row === undefined) throw new AppError("not_found", "There is no such template version.");
  const template = templateFromDocument(row.document);
  if (template.version !== version) {
    throw new AppError("internal", `The stored template version ${version} does not match its digest.`);
  }
  return template;
}
