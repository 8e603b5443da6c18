import type { IncomingMessage } from "node:http";
import { parse } from "yaml";
import { isObject, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { kinds, type Kind } from "#tests/kubernetes-double/kinds.ts";
import { ApiRefusal, badRequest, unknownPath } from "#tests/kubernetes-double/status.ts";
import type { User } from "#tests/kubernetes-double/users.ts";

/** A call, read as far as its path tells. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly userAgent: string;
  readonly body: string;
}

/** A call on a collection, an object or its sub-resource. */
export interface ResourceCall extends ApiCall {
  readonly user: User;
  readonly kind: Kind;
  readonly namespace: string;
  /** Empty for the collection. */
  readonly name: string;
  readonly subresource: string;
}

const bodyBytesMax = 3 * 1024 * 1024;

/** Reads a call from the wire. */
export async function readCall(req: IncomingMessage): Promise<ApiCall> {
  const url = new URL(req.url ?? "/", "https://double");
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new ApiRefusal(413, "RequestEntityTooLarge", { message: "limit is 3145728" });
    chunks.push(chunk);
  }
  return {
    method: req.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    contentType: (req.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "",
    userAgent: req.headers["user-agent"] ?? "unknown",
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

/** Finds what the path names: `/api/v1/…` or `/apis/<group>/<version>/…`. */
export function routeResource(call: ApiCall, user: User): ResourceCall {
  const parts = call.path.split("/").slice(1).map(decodeURIComponent);
  const rest = parts[0] === "api" ? ["", ...parts.slice(1)] : parts.slice(1);
  const [group = "", version, ...places] = rest;
  if ((parts[0] !== "api" && parts[0] !== "apis") || places.length === 0) throw unknownPath();
  const isInNamespace =
    places[0] === "namespaces" && places.length > 2 && !["status", "finalize"].includes(places[2] ?? "");
  const namespace = isInNamespace ? (places[1] ?? "") : "";
  const [plural, name = "", subresource = "", more] = isInNamespace ? places.slice(2) : places;
  const kind = kinds.find((each) => each.group === group && each.version === version && each.plural === plural);
  if (kind === undefined || more !== undefined || (isInNamespace && !kind.isNamespaced)) throw unknownPath();
  if (kind.isNamespaced && !isInNamespace && (name !== "" || !["GET"].includes(call.method))) throw unknownPath();
  return { ...call, user, kind, namespace, name, subresource };
}

/** Parses a body that must be one object, JSON or, for an apply, YAML. */
export function readBody({ body, contentType }: ApiCall): JsonObject {
  if (contentType.includes("protobuf")) {
    throw new ApiRefusal(415, "UnsupportedMediaType", { message: "this server reads JSON and YAML only" });
  }
  try {
    const value: unknown = contentType.endsWith("yaml") ? parse(body) : JSON.parse(body);
    if (isObject(value)) return value;
  } catch {
    // Falls through to the refusal.
  }
  throw badRequest("the object provided is unrecognized: it must be a JSON or YAML object");
}
