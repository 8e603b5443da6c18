import { change, join, type Changes } from "#scripts/contract/changes.ts";
import { compareAnswers } from "#scripts/contract/compare-answers.ts";
import { compareParameters } from "#scripts/contract/compare-parameters.ts";
import { compareSchemas } from "#scripts/contract/compare-schemas.ts";
import { follow, type Json } from "#scripts/contract/read-schema.ts";

const methods = ["get", "head", "post", "put", "patch", "delete", "options"];

/** Compares two OpenAPI 3.1 documents: what of the old one does not hold any more, and what the fresh one has beside it. */
export function compareContracts(old: Json, fresh: Json): Changes {
  const documents = [old, fresh] as const;
  const [was, is] = [operationsOf(old), operationsOf(fresh)];
  const changes = join(
    ...[...was].map(([name, operation]) => {
      const now = is.get(name);
      if (now === undefined) return change(true, `${name} is gone.`);
      return compareOperations({ documents, name }, operation, now);
    }),
    ...[...is.keys()].filter((name) => !was.has(name)).map((name) => change(false, `${name} is new.`)),
  );
  const isSame = JSON.stringify(old) === JSON.stringify(fresh);
  if (isSame || changes.breaking.length + changes.additive.length > 0) return changes;
  return change(false, "Texts, examples or the order of things changed.");
}

/** Every operation and every event that is sent, by method and path; names of path parameters tell nothing apart. */
function operationsOf({ paths = {}, webhooks = {} }: Json): Map<string, Json> {
  const own = entries(paths).flatMap(([path, item]) => {
    return methodsOf(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const);
  });
  const sent = entries(webhooks).flatMap(([name, item]) => {
    return methodsOf(item).map(([, operation]) => [`The event ${name}`, operation] as const);
  });
  return new Map([...own, ...sent]);
}

function methodsOf(item: Json): [string, Json][] {
  return entries(item).filter(([method]) => methods.includes(method));
}

interface Named {
  readonly documents: readonly [Json, Json];
  readonly name: string;
}

function compareOperations({ documents, name }: Named, was: Json, is: Json): Changes {
  const isEvent = name.startsWith("The event");
  return join(
    was.operationId === is.operationId
      ? join()
      : change(true, `${name}: its operationId was ${String(was.operationId)} and is ${String(is.operationId)}.`),
    compareSecurity(name, was, is),
    compareParameters({ documents, name, direction: isEvent ? "given" : "taken" }, was, is),
    compareBodies({ documents, name }, was, is),
    isEvent ? join() : compareAnswers({ documents, name }, was, is),
  );
}

function compareSecurity(name: string, was: Json, is: Json): Changes {
  const [one, other] = [scopesOf(was), scopesOf(is)];
  if (one === other) return join();
  return change(other !== "no sign-in", `${name}: it asked for ${one} and asks for ${other}.`);
}

function scopesOf({ security = [] }: Json): string {
  const ways = (security as readonly Json[]).map((way) => {
    return Object.entries(way)
      .map(([scheme, scopes]) => [scheme, ...(scopes as readonly string[])].join(" "))
      .join(" and ");
  });
  return ways.length === 0 ? "no sign-in" : ways.join(" or ");
}

function compareBodies({ documents, name }: Named, was: Json, is: Json): Changes {
  const direction = name.startsWith("The event") ? "given" : "taken";
  const [one, other] = [bodyOf(documents[0], was), bodyOf(documents[1], is)];
  if (one === null && other === null) return join();
  if (one === null) return change(other?.required === true, `${name}: it takes a body now.`);
  if (other === null) return change(true, `${name}: it takes no body any more.`);
  const types = entries(one.content).map(([type, { schema }]) => {
    const now = (other.content as Record<string, Json>)[type];
    if (now === undefined) return change(true, `${name}: the body is no ${type} any more.`);
    return compareSchemas({ documents, direction, where: `${name}, body` }, schema as Json, now.schema as Json);
  });
  const required = one.required !== true && other.required === true;
  return join(...types, required ? change(true, `${name}: the body is required now.`) : join());
}

function bodyOf(document: Json, { requestBody }: Json): Json | null {
  return requestBody === undefined ? null : follow(document, requestBody as Json);
}

function entries(of: unknown): [string, Json][] {
  return Object.entries((of ?? {}) as Record<string, Json>);
}
