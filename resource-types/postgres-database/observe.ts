import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/session.ts";
import type { ExternalNames } from "./external-names.ts";

/** A role of this resource's names as the catalogue shows it. */
export interface ObservedRole {
  readonly name: string;
  readonly marker: string | null;
  readonly canLogin: boolean;
  /** True when the role has any of superuser, createdb, createrole, replication, bypassrls. */
  readonly isPowerful: boolean;
  readonly connectionLimit: number;
  /** Settings that new sessions start with, `name=value`. */
  readonly settings: readonly string[];
}

/** The database of this resource's name as the catalogue shows it. */
export interface ObservedDatabase {
  readonly owner: string;
  readonly marker: string | null;
  readonly allowsConnections: boolean;
  readonly connectionLimit: number;
  readonly isOpenToPublic: boolean;
}

/** What exists under the names of one resource, whoever made it. */
export interface Observation {
  readonly roles: readonly ObservedRole[];
  readonly database: ObservedDatabase | null;
}

const query = `
  SELECT
    (SELECT coalesce(json_agg(json_build_object(
        'name', rolname, 'marker', shobj_description(oid, 'pg_authid'), 'canLogin', rolcanlogin,
        'isPowerful', rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls,
        'connectionLimit', rolconnlimit, 'settings', coalesce(rolconfig, '{}')) ORDER BY oid), '[]')
       FROM pg_roles WHERE rolname = ANY($1) OR (starts_with(rolname, $2) AND substr(rolname, length($2) + 1) ~ '^[0-9]+$')
    ) AS roles,
    (SELECT json_build_object(
        'owner', pg_get_userbyid(datdba), 'marker', shobj_description(oid, 'pg_database'),
        'allowsConnections', datallowconn, 'connectionLimit', datconnlimit,
        'isOpenToPublic', has_database_privilege('public', oid, 'CONNECT'))
       FROM pg_database WHERE datname = $3) AS database`;

/** Reads everything that exists under the names of one resource, in one round trip. */
export async function observe(session: AdminSession, names: ExternalNames): Promise<Observation> {
  const { holderRole, ownerRole, readerRole, loginPrefix, database } = names;
  const [row] = await session.rows<Observation & Record<string, unknown>>(query, [
    [holderRole, ownerRole, readerRole],
    loginPrefix,
    database,
  ]);
  return row ?? { roles: [], database: null };
}

/** Tells whether somebody may read this database and not write. */
export function hasReaders(seen: Observation, { readerRole }: ExternalNames): boolean {
  return seen.roles.some(({ name }) => name === readerRole);
}

/** The role of that name when it bears our marker. */
export function findOwnRole(seen: Observation, names: ExternalNames, role: string): ObservedRole | undefined {
  return seen.roles.find(({ name, marker }) => name === role && marker === names.marker);
}

/**
 * Tells whether the database of our name is ours: exactly if its owner is the holder role that bears our marker.
 *
 * Owner and database come into being in one statement, so this also holds when a worker died right after it; a comment
 * set by a second statement could not prove that.
 */
export function isOwnDatabase(seen: Observation, names: ExternalNames): boolean {
  return seen.database?.owner === names.holderRole && findOwnRole(seen, names, names.holderRole) !== undefined;
}

/** @throws backend_conflict when anything under our names does not bear our marker */
export function assertOnlyOwn(seen: Observation, names: ExternalNames): void {
  const foreignRole = seen.roles.find(({ marker }) => marker !== names.marker);
  if (foreignRole !== undefined) throw conflict("role", foreignRole.name);
  if (seen.database !== null && !isOwnDatabase(seen, names)) throw conflict("database", names.database);
}

function conflict(kind: string, name: string): AppError {
  return new AppError(
    "backend_conflict",
    `The ${kind} ${name} exists on the database server and was not made for this resource. It is left untouched.`,
    { details: { kind, name } },
  );
}
