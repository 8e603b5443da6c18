import { createHash } from "node:crypto";
import type { BackendContext, Inspection, LiveSessions, OwnedObject } from "#domain/provisioning/resource-type.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type MariadbContext } from "./call.ts";
import { findDrift } from "./find-drift.ts";
import { findSessions, measureUsage } from "./measure-usage.ts";
import { findOwnUser, forReceipt, observe } from "./observe.ts";
import { listRegistered } from "./registry.ts";

/**
 * Tells whether anything of the resource exists and is ours, how large and how busy it is, and what differs from what was
 * granted. A database that its tenant dropped is drift, as long as its user is there.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function inspect(ctx: MariadbContext): Promise<Inspection> {
  const call = prepareCall(ctx);
  const { names } = call;
  return withAdminSession(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    const { database, username } = names;
    const foreign = seen.database?.isOwn === false || seen.users.some(({ isOwn }) => !isOwn);
    const hasOwn = seen.database?.isOwn === true || seen.users.some(({ isOwn }) => isOwn);
    if (!hasOwn)
      return { exists: false, letsIn: false, facts: { database, users: seen.users.map(forReceipt), foreign } };
    const usage = await measureUsage(session, names, ctx.parameters);
    const sizeBytes = usage.measures[0]?.value ?? 0;
    const drift = await findDrift(ctx, session, { call, seen, sizeBytes });
    const user = findOwnUser(seen, username);
    const isLocked = user?.isLocked === true;
    const facts = { server: session.facts.server, database, username, isLocked, sizeBytes, foreign };
    return { exists: true, letsIn: user !== undefined && !isLocked, facts, drift, usage };
  });
}

/** Tells who is logged in as the user of this generation. */
export async function sessions(ctx: MariadbContext): Promise<LiveSessions> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, (session) => findSessions(session, names));
}

/** Tells by a digest whether somebody else changed the password of this generation; null when its user is gone. */
export async function fingerprint(ctx: MariadbContext): Promise<string | null> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    const user = findOwnUser(await observe(ctx, session, names), names.username);
    if (user === undefined) return null;
    return createHash("sha256").update(`${user.plugin}\0${user.hash}`).digest("base64url");
  });
}

/** Lists what the registry of the server has and the server still knows. */
export async function listOwned(ctx: BackendContext): Promise<readonly OwnedObject[]> {
  const found = await withAdminSession(ctx, listRegistered);
  return found.map((object) => ({ ...object, ...identityOf(object) }));
}

/** The place is not in the names, and they are not derived from it. */
function identityOf({ kind, name }: OwnedObject): Pick<OwnedObject, "identity"> {
  const [, words, suffix] = /^lk_([a-z][a-z0-9_]{2,24})_[a-z2-7]{8}(?:_g(\d{1,5}))?$/.exec(name) ?? [];
  if (words === undefined || (kind === "user") !== (suffix !== undefined)) return {};
  const generation = Number(suffix ?? 1);
  return { identity: { name: words.replaceAll("_", "-"), team: "", environment: "", generation } };
}
