import { isAllowed } from "#tests/kubernetes-double/authorize.ts";
import { asObject, asString, asStrings, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import { readBody, type ApiCall, type ResourceCall } from "#tests/kubernetes-double/request.ts";
import { badRequest, conflict, invalid, notFound } from "#tests/kubernetes-double/status.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";
import { apiAudience, type Tokens } from "#tests/kubernetes-double/tokens.ts";
import type { User } from "#tests/kubernetes-double/users.ts";
import type { Answer } from "#tests/kubernetes-double/verbs.ts";

/** Answers `SelfSubjectAccessReview` and `SelfSubjectReview`; null for any other call. */
export function review(store: Store, call: ApiCall, user: User): Answer | null {
  if (call.method !== "POST") return null;
  switch (call.path) {
    case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews":
      return reviewAccess(store, readKind(call, "SelfSubjectAccessReview"), user);
    case "/apis/authentication.k8s.io/v1/selfsubjectreviews":
      return { code: 201, body: { ...readKind(call, "SelfSubjectReview"), metadata: {}, status: { userInfo: user } } };
    default:
      return null;
  }
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
  const { token, expiresAt } = tokens.issue(account.object, { audiences, seconds });
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

function readKind(call: ApiCall, kind: string): JsonObject {
  const body = readBody(call);
  if (body.kind !== undefined && body.kind !== kind)
    throw badRequest(`the object provided is a ${asString(body.kind)}, not a ${kind}`);
  const group = kind === "SelfSubjectAccessReview" ? "authorization.k8s.io" : "authentication.k8s.io";
  return { ...body, kind, apiVersion: `${group}/v1` };
}
