import { EventEmitter } from "node:events";
import { listen } from "#server/adapters/db/listen.ts";
import { databaseUrl, type ServerContext } from "#server/context.ts";

type Wake = () => void;

interface RequestFeed {
  /** Calls `wake` after each commit that touched the request, and after any gap; gives the unsubscribe. */
  subscribe(requestId: string, wake: Wake): Wake;
}

/** By the database, of which a process has one: each call has a context of its own, pinned to one set of the catalog. */
const feeds = new WeakMap<ServerContext["db"], RequestFeed>();

/** Gives the process's one feed of committed changes: one LISTEN connection, whatever the number of watchers. */
export function requestFeed(ctx: ServerContext): RequestFeed {
  let feed = feeds.get(ctx.db);
  if (feed === undefined) {
    feed = openFeed(databaseUrl(ctx.settings, "web"));
    feeds.set(ctx.db, feed);
  }
  return feed;
}

function openFeed(connectionString: string): RequestFeed {
  const emitter = new EventEmitter().setMaxListeners(0);
  listen({
    connectionString,
    channel: "latchkey_events",
    onNotification: (requestId) => emitter.emit(requestId),
    onGap: () => emitter.eventNames().forEach((name) => emitter.emit(name)),
    signal: new AbortController().signal,
  });
  return {
    subscribe(requestId, wake) {
      emitter.on(requestId, wake);
      return () => emitter.off(requestId, wake);
    },
  };
}
