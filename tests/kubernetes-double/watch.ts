import type { ServerResponse } from "node:http";
import type { JsonObject } from "#tests/kubernetes-double/json.ts";
import type { ResourceCall } from "#tests/kubernetes-double/request.ts";
import { readSelectors } from "#tests/kubernetes-double/selectors.ts";
import { ApiRefusal } from "#tests/kubernetes-double/status.ts";
import { present, type Change, type Store, type Stored } from "#tests/kubernetes-double/store.ts";

const secondsMax = 1800;

/**
 * Streams changes as JSON lines from `resourceVersion` on, or from what is there now when none is given.
 *
 * As on the real server, who may watch is asked when the watch begins: it outlives a token that ends meanwhile.
 */
export function watch(store: Store, call: ResourceCall, res: ServerResponse): void {
  const { kind, namespace, name, query } = call;
  const selects = readSelectors(query);
  const concerns = (stored: Stored) =>
    stored.kind === kind &&
    (namespace === "" || stored.object.metadata.namespace === namespace) &&
    (name === "" || stored.object.metadata.name === name) &&
    selects(stored);
  res.writeHead(200, { "content-type": "application/json", "transfer-encoding": "chunked" });
  res.flushHeaders();
  const send = (type: string, object: JsonObject) => res.write(`${JSON.stringify({ type, object })}\n`);
  const pass = ({ type, stored }: Change) => void (concerns(stored) && send(type, present(stored)));
  const since = query.get("resourceVersion") ?? "";
  if (since === "" || since === "0") {
    for (const stored of store.list(kind, namespace).filter(concerns)) send("ADDED", present(stored));
  } else {
    const missed = store.changesSince(Number(since));
    if (missed === null || Number.isNaN(Number(since))) {
      const message = `too old resource version: ${since} (${store.version})`;
      send("ERROR", new ApiRefusal(410, "Expired", { message }).toStatus());
      return void res.end();
    }
    missed.forEach(pass);
  }
  const unsubscribe = store.subscribe(pass);
  const seconds = Math.min(Number(query.get("timeoutSeconds") ?? secondsMax), secondsMax);
  const timer = setTimeout(() => res.end(), seconds * 1000);
  res.on("close", () => {
    unsubscribe();
    clearTimeout(timer);
  });
}
