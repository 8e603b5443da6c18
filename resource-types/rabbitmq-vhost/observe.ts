import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { Broker } from "./api/with-broker.ts";
import type { ExternalNames } from "./external-names.ts";

/** A virtual host as the broker's catalogue shows it. */
export interface ObservedVhost {
  readonly name: string;
  readonly isOwn: boolean;
  /** On one node of the broker at least. */
  readonly isRunning: boolean;
}

/** A user of this resource's names as the broker's catalogue shows it. */
export interface ObservedUser {
  readonly name: string;
  readonly isOwn: boolean;
  readonly tags: readonly string[];
  /** Empty: no password lets it in. */
  readonly passwordHash: string;
  readonly limits: Readonly<Record<string, number>>;
}

/** What exists under the names of one resource, whoever made it; generations in order. */
export interface Observation {
  readonly vhost: ObservedVhost | null;
  readonly users: readonly ObservedUser[];
}

const vhostSchema = z.object({
  name: z.string(),
  description: z.string().catch(""),
  cluster_state: z.record(z.string(), z.string()).catch({}),
});
/** Old brokers write tags as one text. */
const tagsSchema = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(",").map((tag) => tag.trim()))])
  .transform((tags) => tags.filter((tag) => tag !== ""));
const userSchema = z.object({
  name: z.string(),
  password_hash: z.string().catch(""),
  tags: tagsSchema,
  limits: z.record(z.string(), z.number()).catch({}),
});

/** Reads everything under the names of one resource. */
export async function observe(broker: Broker, names: ExternalNames): Promise<Observation> {
  const vhost = await observeVhost(broker, names);
  const users = (await broker.read("/users", z.array(userSchema))) ?? [];
  return {
    vhost,
    users: users
      .filter(({ name }) => isGeneration(name, names))
      .map((user) => presentUser(user, names))
      .toSorted((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1)),
  };
}

/** Reads the virtual host alone. */
export async function observeVhost(broker: Broker, { vhost, marker }: ExternalNames): Promise<ObservedVhost | null> {
  const found = await broker.read(`/vhosts/${vhost}?disable_stats=true`, vhostSchema);
  if (found === null) return null;
  const isRunning = Object.values(found.cluster_state).includes("running");
  return { name: found.name, isOwn: found.description === marker, isRunning };
}

/** Reads the user of the generation at hand alone. */
export async function observeUser(broker: Broker, names: ExternalNames): Promise<ObservedUser | null> {
  const user = await broker.read(`/users/${names.username}`, userSchema);
  return user === null ? null : presentUser(user, names);
}

/** The user of that name when it bears our marker. */
export function findOwnUser({ users }: Observation, name: string): ObservedUser | undefined {
  return users.find((user) => user.name === name && user.isOwn);
}

/** @throws backend_conflict when anything under our names does not bear our marker */
export function assertOnlyOwn({ vhost, users }: Observation): void {
  if (vhost?.isOwn === false) refuse("virtual host", vhost.name);
  const foreign = users.find(({ isOwn }) => !isOwn);
  if (foreign !== undefined) refuse("user", foreign.name);
}

/** What a receipt keeps of a user: no hash, which would let somebody test guesses. */
export function forReceipt(user: ObservedUser | undefined | null): Readonly<Record<string, unknown>> | null {
  if (user === undefined || user === null) return null;
  const { passwordHash, ...shown } = user;
  return { ...shown, hasPassword: passwordHash !== "" };
}

function refuse(kind: string, name: string): never {
  throw new AppError(
    "backend_conflict",
    `The ${kind} ${name} exists on the broker and was not made for this resource. It is left untouched.`,
    { details: { kind, name } },
  );
}

function isGeneration(name: string, { usernamePrefix }: ExternalNames): boolean {
  return name.startsWith(usernamePrefix) && /^\d+$/.test(name.slice(usernamePrefix.length));
}

function presentUser(user: z.output<typeof userSchema>, { marker }: ExternalNames): ObservedUser {
  const { name, password_hash: passwordHash, tags, limits } = user;
  return { name, isOwn: tags.includes(marker), tags, passwordHash, limits };
}
