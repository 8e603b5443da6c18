import type { ServerContext } from "#server/context.ts";

/** The parts of the context that signing in and out needs. */
export type SignInContext = Pick<ServerContext, "db" | "settings" | "log">;
