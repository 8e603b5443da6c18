import type { IncomingMessage, ServerResponse } from "node:http";
import { isAllowed } from "#tests/kubernetes-double/authorize.ts";
import { discover } from "#tests/kubernetes-double/discovery.ts";
import { readCall, routeResource, type ResourceCall } from "#tests/kubernetes-double/request.ts";
import { requestToken, review } from "#tests/kubernetes-double/reviews.ts";
import { ApiRefusal, forbidden, unknownPath } from "#tests/kubernetes-double/status.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";
import type { Tokens } from "#tests/kubernetes-double/tokens.ts";
import { perform, type Answer } from "#tests/kubernetes-double/verbs.ts";
import { watch } from "#tests/kubernetes-double/watch.ts";

/** What one double answers from. */
export interface Parts {
  readonly store: Store;
  readonly tokens: Tokens;
  /** Refuses a call before anything else, e.g. with 429, when a test wants it to. */
  readonly refuse: (call: { readonly method: string; readonly path: string }) => ApiRefusal | null;
}

/** Answers one HTTP call, a refusal as a `Status` object. */
export async function answerCall(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    const answer = await decide(parts, req, res);
    if (answer !== null) send(res, answer.code, answer.body);
  } catch (error) {
    const refusal =
      error instanceof ApiRefusal ? error : new ApiRefusal(500, "InternalError", { message: String(error) });
    if (refusal.retryAfterSeconds !== undefined) res.setHeader("retry-after", String(refusal.retryAfterSeconds));
    if (refusal.code === 401) res.setHeader("connection", "close");
    send(res, refusal.code, refusal.toStatus());
  }
}

async function decide(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<Answer | null> {
  const call = await readCall(req);
  const planted = parts.refuse(call);
  if (planted !== null) throw planted;
  if (call.path === "/livez" || call.path === "/readyz") return { code: 200, body: { status: "ok" } };
  const user = parts.tokens.authenticate(req.headers.authorization);
  if (req.headers["impersonate-user"] !== undefined) {
    const named = { kind: { group: "", plural: "users", kind: "User" }, name: String(req.headers["impersonate-user"]) };
    throw forbidden(
      named,
      `User "${user.username}" cannot impersonate resource "users" in API group "" at the cluster scope`,
    );
  }
  const known = call.method === "GET" ? discover(call.path) : null;
  if (known !== null) return { code: 200, body: known };
  const reviewed = review(parts, call, user);
  if (reviewed !== null) return reviewed;
  return onResource(parts, routeResource(call, user), res);
}

function onResource({ store, tokens }: Parts, call: ResourceCall, res: ServerResponse): Answer | null {
  const isWatch = call.method === "GET" && ["true", "1"].includes(call.query.get("watch") ?? "");
  assertAllowed(store, call, isWatch ? "watch" : verbOf(call));
  if (call.subresource !== "") {
    if (call.kind.kind === "ServiceAccount" && call.subresource === "token" && call.method === "POST")
      return requestToken(store, tokens, call);
    throw unknownPath();
  }
  if (isWatch) {
    watch(store, call, res);
    return null;
  }
  const isApply = call.contentType === "application/apply-patch+yaml";
  // An apply of what does not exist is a create too, and is authorised as both.
  if (isApply && call.method === "PATCH" && store.get(call) === undefined) assertAllowed(store, call, "create");
  return perform(store, call);
}

function assertAllowed(store: Store, { user, kind, namespace, name, subresource }: ResourceCall, verb: string): void {
  const resource = `${kind.plural}${subresource === "" ? "" : `/${subresource}`}`;
  // A namespace is also the scope of its own authorisation, as on the real server.
  const scope = kind.kind === "Namespace" ? name : namespace;
  if (isAllowed(store, user, { verb, group: kind.group, resource, namespace: scope, name })) return;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const why = `User "${user.username}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${where}`;
  throw forbidden({ kind, name }, why);
}

function verbOf({ method, name }: ResourceCall): string {
  switch (method) {
    case "GET":
      return name === "" ? "list" : "get";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === "" ? "deletecollection" : "delete";
    default:
      throw unknownPath();
  }
}

function send(res: ServerResponse, code: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(code, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  res.end(text);
}
