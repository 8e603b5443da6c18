import { isAppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./with-admin-session.ts";

const noSuchThread = 1094;

/** Ends the connection of that number; one that is gone by now counts as ended. */
export async function endConnection(session: AdminSession, id: number): Promise<void> {
  try {
    await session.rows(`KILL ${Math.trunc(id)}`);
  } catch (error) {
    if (!isAppError(error, "backend_refused") || error.details.errno !== noSuchThread) throw error;
  }
}
