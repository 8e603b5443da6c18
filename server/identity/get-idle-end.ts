import { cookies } from "next/headers.js";
import { sql } from "#server/adapters/db/sql.ts";
import { getWebContext } from "#server/context.ts";
import { authCookieName } from "#server/identity/auth-cookies.ts";
import { hashSessionToken } from "#server/identity/session-token.ts";

/** Gives after how many minutes without use the session of this browser was ended; null where that is not why. */
export async function getIdleEnd(): Promise<number | null> {
  const { db, settings } = await getWebContext();
  const jar = await cookies();
  const hash = hashSessionToken(jar.get(authCookieName("session", settings.LATCHKEY_PUBLIC_URL))?.value ?? "");
  if (hash === null) return null;
  const [row] = await db.query<{ minutes: number | null }>(
    sql`SELECT idle_minutes AS minutes FROM sessions WHERE token_hash = ${hash} AND revoked_at IS NOT NULL`,
  );
  return row?.minutes ?? null;
}
