import type { JsonObject } from "#tests/kubernetes-double/json.ts";
import type { Kind } from "#tests/kubernetes-double/kinds.ts";

/** One entry of `details.causes`. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** A refusal that goes out as a `Status` object with its HTTP code. */
export class ApiRefusal extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;
  /** Sent as `Retry-After` when set. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: number,
    reason: string,
    text: { message: string; details?: JsonObject; retryAfterSeconds?: number },
  ) {
    super(text.message);
    this.code = code;
    this.reason = reason;
    this.details = text.details;
    this.retryAfterSeconds = text.retryAfterSeconds;
  }

  /** The `Status` object (apimachinery, meta/v1). */
  toStatus(): JsonObject {
    const { message, reason, details, code } = this;
    const rest = { status: "Failure", message, reason, ...(details === undefined ? {} : { details }), code };
    return { kind: "Status", apiVersion: "v1", metadata: {}, ...rest };
  }
}

/** What an object is called in messages and in `details`. */
export interface Named {
  readonly kind: Pick<Kind, "group" | "plural" | "kind">;
  readonly name: string;
}

/** `pods "a"`, or `roles.rbac.authorization.k8s.io "a"`. */
function qualified({ kind, name }: Named): string {
  return `${kind.plural}${kind.group === "" ? "" : `.${kind.group}`} "${name}"`;
}

/** `details` of a refusal that concerns one object. */
export function detailsOf({ kind, name }: Named, causes?: readonly Cause[]): JsonObject {
  const group = kind.group === "" ? {} : { group: kind.group };
  return { name, ...group, kind: kind.plural, ...(causes === undefined ? {} : { causes }) };
}

/** 404 for one object. */
export function notFound(named: Named): ApiRefusal {
  return new ApiRefusal(404, "NotFound", { message: `${qualified(named)} not found`, details: detailsOf(named) });
}

/** 404 for a path that this server does not know. */
export function unknownPath(): ApiRefusal {
  return new ApiRefusal(404, "NotFound", { message: "the server could not find the requested resource", details: {} });
}

/** 409 for a create of what is there. */
export function alreadyExists(named: Named, prefix = ""): ApiRefusal {
  const message = `${prefix}${qualified(named)} already exists`;
  return new ApiRefusal(409, "AlreadyExists", { message, details: detailsOf(named) });
}

/** 409 for a write that is based on something else than what is there. */
export function conflict(named: Named, why: string, causes?: readonly Cause[]): ApiRefusal {
  const message = `Operation cannot be fulfilled on ${qualified(named)}: ${why}`;
  return new ApiRefusal(409, "Conflict", { message, details: detailsOf(named, causes) });
}

/** 403 by admission or authorisation. */
export function forbidden(named: Named, why: string, causes?: readonly Cause[]): ApiRefusal {
  const subject = named.name === "" ? qualified(named).replace(/ ""$/, "") : qualified(named);
  return new ApiRefusal(403, "Forbidden", {
    message: `${subject} is forbidden: ${why}`,
    details: detailsOf(named, causes),
  });
}

/** 422 with one cause for every field. */
export function invalid(named: Named, causes: readonly Cause[]): ApiRefusal {
  const { kind, name } = named;
  const list = causes.map(({ field, message }) => `${field ?? ""}: ${message}`);
  const text = list.length === 1 ? list[0] : `[${list.join(", ")}]`;
  const message = `${kind.kind}${kind.group === "" ? "" : `.${kind.group}`} "${name}" is invalid: ${text}`;
  const details = { ...detailsOf(named, causes), kind: kind.kind };
  return new ApiRefusal(422, "Invalid", { message, details });
}

/** 400 for what cannot be read. */
export function badRequest(message: string): ApiRefusal {
  return new ApiRefusal(400, "BadRequest", { message });
}

/** 401 without any reason why, as the real one. */
export function unauthorized(): ApiRefusal {
  return new ApiRefusal(401, "Unauthorized", { message: "Unauthorized" });
}
