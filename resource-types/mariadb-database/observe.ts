import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { birthmark } from "./password-hash.ts";
import { readRegistry, type RegistryEntry } from "./registry.ts";

/** A user of this resource's names as the server's catalogue shows it. */
export interface ObservedUser {
  readonly name: string;
  readonly host: string;
  readonly isOwn: boolean;
  readonly isLocked: boolean;
  readonly plugin: string;
  /** What the server keeps of the password. */
  readonly hash: string;
  readonly connectionLimit: number;
  readonly statementTimeoutSeconds: number;
  readonly needsTls: boolean;
}

/** The database of this resource's name as the catalogue shows it. */
export interface ObservedDatabase {
  readonly comment: string;
  readonly isOwn: boolean;
}

/** What exists under the names of one resource, whoever made it. */
export interface Observation {
  /** Generations in order. */
  readonly users: readonly ObservedUser[];
  readonly database: ObservedDatabase | null;
  /** What is entered in the registry, whether or not it exists. */
  readonly registered: readonly RegistryEntry[];
}

/** Of `mysql.global_priv`; what is left out has its default. */
const privSchema = z.object({
  plugin: z.string().default(""),
  authentication_string: z.string().default(""),
  account_locked: z.boolean().default(false),
  max_user_connections: z.number().default(0),
  max_statement_time: z.number().default(0),
  ssl_type: z.number().default(0),
  auth_or: z.array(z.unknown()).optional(),
  is_role: z.boolean().default(false),
});

/** Reads everything that exists under the names of one resource. */
export async function observe(
  { resource }: Pick<MariadbContext, "resource">,
  session: AdminSession,
  names: ExternalNames,
): Promise<Observation> {
  const registered = await readRegistry(session, resource.resourceId);
  const isRegistered = (kind: RegistryEntry["kind"], name: string) =>
    registered.some((entry) => entry.kind === kind && entry.name === name);
  const users = await session.rows<{ name: string; host: string; priv: string }>(
    "SELECT User AS name, Host AS host, Priv AS priv FROM mysql.global_priv WHERE LEFT(User, CHAR_LENGTH(?)) = ?",
    [names.usernamePrefix, names.usernamePrefix],
  );
  const [schema] = await session.rows<{ comment: string }>(
    "SELECT SCHEMA_COMMENT AS comment FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
    [names.database],
  );
  return {
    registered,
    users: users
      .filter(({ name }) => isGeneration(name, names))
      .map(({ name, host, priv }) => readUser({ name, host, priv }, isRegistered("user", name), names))
      .toSorted((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1)),
    database:
      schema === undefined
        ? null
        : { ...schema, isOwn: isRegistered("database", names.database) || schema.comment === names.marker },
  };
}

/** The user of that name when it is ours. */
export function findOwnUser(seen: Observation, name: string): ObservedUser | undefined {
  return seen.users.find((user) => user.name === name && user.isOwn);
}

/** @throws backend_conflict when anything under our names is not ours */
export function assertOnlyOwn(seen: Observation, names: ExternalNames): void {
  const foreign = seen.users.find(({ isOwn }) => !isOwn);
  if (foreign !== undefined) throw conflict("user", `${foreign.name}@${foreign.host}`);
  if (seen.database !== null && !seen.database.isOwn) throw conflict("database", names.database);
}

/** What a receipt keeps of a user: not its hash. */
export function forReceipt(user: ObservedUser | undefined): Readonly<Record<string, unknown>> | null {
  if (user === undefined) return null;
  const { hash: _hash, ...shown } = user;
  return shown;
}

function conflict(kind: string, name: string): AppError {
  return new AppError(
    "backend_conflict",
    `The ${kind} ${name} exists on the database server and was not made for this resource. It is left untouched.`,
    { details: { kind, name } },
  );
}

function isGeneration(name: string, { usernamePrefix }: ExternalNames): boolean {
  return name.startsWith(usernamePrefix) && /^\d+$/.test(name.slice(usernamePrefix.length));
}

function readUser(
  { name, host, priv }: { readonly name: string; readonly host: string; readonly priv: string },
  isRegistered: boolean,
  names: ExternalNames,
): ObservedUser {
  const parsed = privSchema.parse(JSON.parse(priv));
  const hash = parsed.authentication_string;
  return {
    name,
    host,
    isOwn: host === "%" && !parsed.is_role && (isRegistered || hash === birthmark(names.marker)),
    isLocked: parsed.account_locked,
    // A user may have several ways in.
    plugin: parsed.auth_or === undefined ? parsed.plugin : "several",
    hash,
    connectionLimit: parsed.max_user_connections,
    statementTimeoutSeconds: parsed.max_statement_time,
    needsTls: parsed.ssl_type !== 0,
  };
}
