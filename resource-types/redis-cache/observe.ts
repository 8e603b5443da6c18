import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { mapRedisError } from "./map-redis-error.ts";
import type { ExternalNames } from "./external-names.ts";

/** A user of this resource's names as the server's catalogue shows it. */
export interface ObservedUser {
  readonly name: string;
  readonly isOwn: boolean;
  readonly isOn: boolean;
  /** True when any password, or none, lets it in. */
  readonly needsNoPassword: boolean;
  readonly passwordHashes: readonly string[];
  readonly keys: string;
  readonly channels: string;
  readonly commands: string;
}

/** Reads every user that exists under the names of one resource, whoever made it, generations in order. */
export async function observe(
  session: AdminSession,
  names: ExternalNames,
  signal: AbortSignal,
): Promise<readonly ObservedUser[]> {
  const all = (await session.call("ACL", "USERS")) as readonly string[];
  const ours = all
    .filter((name) => isGeneration(name, names))
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const answers = await session.callAll(ours.map((name) => ["ACL", "GETUSER", name]));
  return answers.flatMap((answer, index) => {
    if (answer instanceof Error) throw mapRedisError(answer, signal);
    return answer === null ? [] : [readUser(ours[index] ?? "", answer, names)];
  });
}

/** The user of that name when it bears our marker. */
export function findOwnUser(seen: readonly ObservedUser[], name: string): ObservedUser | undefined {
  return seen.find((user) => user.name === name && user.isOwn);
}

/** @throws backend_conflict when any user under our names does not bear our marker */
export function assertOnlyOwn(seen: readonly ObservedUser[]): void {
  const foreign = seen.find(({ isOwn }) => !isOwn);
  if (foreign === undefined) return;
  throw new AppError(
    "backend_conflict",
    `The user ${foreign.name} exists on the cache server and was not made for this resource. It is left untouched.`,
    { details: { kind: "user", name: foreign.name } },
  );
}

/** What a receipt keeps of a user: no hash, which would let somebody test guesses. */
export function forReceipt(user: ObservedUser | undefined): Readonly<Record<string, unknown>> | null {
  if (user === undefined) return null;
  const { passwordHashes, ...shown } = user;
  return { ...shown, passwords: passwordHashes.length };
}

function isGeneration(name: string, { usernamePrefix }: ExternalNames): boolean {
  return name.startsWith(usernamePrefix) && /^\d+$/.test(name.slice(usernamePrefix.length));
}

/** The marker in what ACL GETUSER answers, of whatever resource; null for a user without one. */
export function readMarker(answer: unknown): string | null {
  const selectors = pairs(answer).get("selectors");
  const found = (Array.isArray(selectors) ? (selectors as unknown[]) : [])
    .map(pairs)
    .find((selector) => selector.get("commands") === "-@all" && /^~latchkey:\S+$/.test(String(selector.get("keys"))));
  return found === undefined ? null : String(found.get("keys")).slice(1);
}

function readUser(name: string, answer: unknown, names: ExternalNames): ObservedUser {
  const fields = pairs(answer);
  const flags = texts(fields.get("flags"));
  return {
    name,
    isOwn: readMarker(answer) === names.marker,
    isOn: flags.includes("on"),
    needsNoPassword: flags.includes("nopass"),
    passwordHashes: texts(fields.get("passwords")),
    keys: String(fields.get("keys")),
    channels: String(fields.get("channels")),
    commands: String(fields.get("commands")),
  };
}

/** The server gives a map as names and values in turn. */
function pairs(answer: unknown): ReadonlyMap<string, unknown> {
  const flat = Array.isArray(answer) ? (answer as unknown[]) : [];
  return new Map(flat.flatMap((key, index) => (index % 2 === 0 ? [[String(key), flat[index + 1]] as const] : [])));
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
