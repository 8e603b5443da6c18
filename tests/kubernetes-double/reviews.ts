import { isAllowed } from "#tests/kubernetes-double/authorize.ts";
import { asObject, asString, asStrings, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import { readBody, type ApiCall, type ResourceCall } from "#tests/kubernetes-double/request.ts";
import { badRequest, conflict, forbidden, invalid, notFound } from "#tests/kubernetes-double/status.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";
import { apiAudience, type Tokens } from "#tests/kubernetes-double/tokens.ts";
import { mastersGroup, type User } from "#tests/kubernetes-double/users.ts";
import type { Answer } from "#tests/kubernetes-double/verbs.ts";

/**
 * Answers `SelfSubjectAccessReview`, `SelfSubjectReview`, `TokenReview`, and the keys of the issuer of tokens; null for any
 * other call.
 */
export function review({ store, tokens }: { store: Store; tokens: Tokens }, call: ApiCall, user: User): Answer | null {
  if (call.method === "GET" && call.path === "/openid/v1/jwks") return tellKeys(tokens, user);
  if (call.method !== "POST") return null;
  switch (call.path) {
    case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews":
      return reviewAccess(store, readKind(call, "SelfSubjectAccessReview"), user);
    case "/apis/authentication.k8s.io/v1/selfsubjectreviews":
      return { code: 201, body: { ...readKind(call, "SelfSubjectReview"), metadata: {}, status: { userInfo: user } } };
    case "/apis/authentication.k8s.io/v1/tokenreviews":
      return reviewToken(store, tokens, { body: readKind(call, "TokenReview"), user });
    default:
      return null;
  }
}

/** The real server binds `system:service-account-issuer-discovery` to every service account. */
function tellKeys(tokens: Tokens, user: User): Answer {
  if (user.groups.includes(mastersGroup) || user.groups.includes("system:serviceaccounts"))
    return { code: 200, body: tokens.keySet };
  const kind = { group: "", plural: "", kind: "" };
  throw forbidden({ kind, name: "" }, `User "${user.username}" cannot get path "/openid/v1/jwks"`);
}

function reviewToken(store: Store, tokens: Tokens, { body, user }: { body: JsonObject; user: User }): Answer {
  const kind = { group: "authentication.k8s.io", plural: "tokenreviews", kind: "TokenReview" };
  if (!isAllowed(store, user, { verb: "create", group: kind.group, resource: kind.plural, namespace: "", name: "" })) {
    const why = `User "${user.username}" cannot create resource "tokenreviews" in API group "${kind.group}" at the cluster scope`;
    throw forbidden({ kind, name: "" }, why);
  }
  const spec = asObject(body.spec);
  const audiences = asStrings(spec.audiences).length > 0 ? asStrings(spec.audiences) : [apiAudience];
  const seen = tokens.review(asString(spec.token), audiences);
  const status =
    seen === null
      ? { user: {}, error: "[invalid bearer token, Token has been invalidated]" }
      : { authenticated: true, user: seen.user, audiences: seen.audiences };
  return { code: 201, body: { ...body, metadata: {}, status } };
}

function reviewAccess(store: Store, body: JsonObject, user: User): Answer {
  const asked = asObject(asObject(body.spec).resourceAttributes);
  const subresource = asString(asked.subresource);
  const attributes = {
    verb: asString(asked.verb),
    group: asString(asked.group),
    resource: `${asString(asked.resource)}${subresource === "" ? "" : `/${subresource}`}`,
    namespace: asString(asked.namespace),
    name: asString(asked.name),
  };
  if (attributes.verb === "")
    throw badRequest("exactly one of nonResourceAttributes or resourceAttributes must be specified");
  const allowed = isAllowed(store, user, attributes);
  return { code: 201, body: { ...body, metadata: {}, status: { allowed, ...(allowed ? {} : { reason: "" }) } } };
}

/** Answers `POST …/serviceaccounts/<name>/token` (`TokenRequest`). */
export function requestToken(store: Store, tokens: Tokens, call: ResourceCall): Answer {
  const { kind, namespace, name } = call;
  const account = store.get({ kind: kindNamed("ServiceAccount"), namespace, name });
  if (account === undefined) throw notFound({ kind, name });
  const body = readKind(call, "TokenRequest");
  const spec = asObject(body.spec);
  const uid = asString(asObject(body.metadata).uid);
  if (uid !== "" && uid !== account.object.metadata.uid) {
    throw conflict(
      { kind, name },
      `the UID in the token request (${uid}) does not match the UID of the service account (${account.object.metadata.uid})`,
    );
  }
  const seconds = spec.expirationSeconds === undefined ? 3600 : Number(spec.expirationSeconds);
  if (!(seconds >= 600) || seconds > 2 ** 32) {
    const why =
      seconds > 600
        ? "may not specify a duration larger than 2^32 seconds"
        : "may not specify a duration less than 10 minutes";
    const cause = {
      reason: "FieldValueInvalid",
      message: `Invalid value: ${seconds}: ${why}`,
      field: "spec.expirationSeconds",
    };
    throw invalid({ kind: { group: "authentication.k8s.io", plural: "tokenrequests", kind: "TokenRequest" }, name }, [
      cause,
    ]);
  }
  const audiences = asStrings(spec.audiences).length > 0 ? asStrings(spec.audiences) : [apiAudience];
  const pod = boundPod(store, call, asObject(spec.boundObjectRef));
  const { token, expiresAt } = tokens.issue(account.object, { audiences, seconds, ...(pod && { pod }) });
  const expirationTimestamp = expiresAt.toISOString().replace(/\.\d+/, "");
  const metadata = { name, namespace, creationTimestamp: new Date().toISOString().replace(/\.\d+/, "") };
  return {
    code: 201,
    body: {
      ...body,
      metadata,
      spec: { ...spec, audiences, expirationSeconds: seconds },
      status: { token, expirationTimestamp },
    },
  };
}

/** The pod that a token is to be bound to: it has to be there, and to run as the account. */
function boundPod(store: Store, { namespace, name }: ResourceCall, ref: JsonObject) {
  if (ref.kind !== "Pod") return undefined;
  const kind = kindNamed("Pod");
  const pod = store.get({ kind, namespace, name: asString(ref.name) });
  if (pod === undefined) throw notFound({ kind, name: asString(ref.name) });
  if (asString(asObject(pod.object.spec).serviceAccountName) !== name)
    throw badRequest(`cannot bind token for serviceaccount ${name} to pod running with different serviceaccount name.`);
  return pod.object;
}

function readKind(call: ApiCall, kind: string): JsonObject {
  const body = readBody(call);
  if (body.kind !== undefined && body.kind !== kind)
    throw badRequest(`the object provided is a ${asString(body.kind)}, not a ${kind}`);
  const group = kind === "SelfSubjectAccessReview" ? "authorization.k8s.io" : "authentication.k8s.io";
  return { ...body, kind, apiVersion: `${group}/v1` };
}
