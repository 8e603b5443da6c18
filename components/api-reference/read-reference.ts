import { readSchemaView, referredSchema, type Schema } from "#components/api-reference/read-schema-view.ts";
import type {
  AnswerView,
  EventsView,
  OperationView,
  ParameterView,
  Reference,
} from "#components/api-reference/reference.ts";
import { spellCurl } from "#components/api-reference/spell-curl.ts";

interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}

interface Told {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly ToldParameter[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, ToldAnswer>;
}

interface ToldParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface ToldAnswer {
  readonly description: string;
  readonly headers?: Record<string, { readonly description: string }>;
  readonly content?: Record<string, Media>;
}

interface ToldDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Record<string, Record<string, unknown>>;
  readonly webhooks: Record<string, { readonly post: Told }>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/**
 * Reads an OpenAPI document of ours for its reference page: operations by tag, bodies told in place, and what answers hold
 * told once.
 *
 * @param commands the same as a command line, by operation
 */
export function readReference(document: unknown, commands: Readonly<Record<string, string>>): Reference {
  const told = document as ToldDocument;
  const operations = Object.entries(told.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== "servers")
      .map(([method, operation]) => ({
        tag: (operation as Told).tags[0],
        view: readOperation(told, { method, path, commands }, operation as Told),
      })),
  );
  return {
    tags: told.tags.map(({ name, description }) => ({
      name,
      description,
      operations: operations.filter(({ tag }) => tag === name).map(({ view }) => view),
    })),
    schemas: Object.entries(told.components.schemas)
      .filter(([name]) => !name.endsWith("Body"))
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, schema]) => ({ name, schema: readSchemaView(schema) })),
    events: readEvents(told.webhooks),
  };
}

/** Every kind of event is sent in the same way. */
function readEvents(webhooks: ToldDocument["webhooks"]): EventsView {
  const [first] = Object.values(webhooks);
  return {
    kinds: Object.entries(webhooks).map(([type, { post }]) => ({ type, meaning: post.description ?? "" })),
    headers: (first?.post.parameters ?? []).map(readParameter),
    answers: Object.entries(first?.post.responses ?? {}).map(([status, { description }]) => ({ status, description })),
  };
}

interface Where {
  readonly method: string;
  readonly path: string;
  readonly commands: Readonly<Record<string, string>>;
}

function readOperation(document: ToldDocument, { method, path, commands }: Where, told: Told): OperationView {
  const servers = (document.paths[path]?.servers ?? document.servers) as ToldDocument["servers"];
  const url = new URL(servers[0]?.url ?? "http://localhost");
  const full = `${url.pathname === "/" ? "" : url.pathname}${path}`;
  const [mediaType, media] = Object.entries(told.requestBody?.content ?? {})[0] ?? [null, undefined];
  const parameters = told.parameters ?? [];
  const answers = Object.entries(told.responses).filter(([, { content }]) => problemIn(content) === undefined);
  const isReveal = url.origin !== new URL(document.servers[0]?.url ?? url.href).origin;
  return {
    id: told.operationId,
    method: method.toUpperCase(),
    path: full,
    origin: url.origin,
    summary: told.summary,
    description: told.description ?? "",
    scope: told.security[0]?.bearer?.[0] ?? null,
    parameters: parameters.map(readParameter),
    body: media && mediaType ? { mediaType, schema: readSchemaView(resolved(document, media.schema)) } : null,
    answers: answers.map(([status, answer]) => readAnswer(status, answer)),
    problems: Object.entries(told.responses).flatMap(([status, { content }]) => {
      const problem = problemIn(content);
      return problem === undefined ? [] : [{ status, codes: codesOf(problem.schema) }];
    }),
    curl: spellCurl({
      method: method.toUpperCase(),
      path: full,
      origin: isReveal ? "LATCHKEY_REVEAL_URL" : "LATCHKEY_URL",
      isSignedIn: told.security.length > 0,
      takesKey: parameters.some(({ name }) => name === "Idempotency-Key"),
      mediaType,
      body: media?.example,
    }),
    command: commands[told.operationId] ?? null,
  };
}

function readParameter(told: ToldParameter): ParameterView {
  const { description } = told;
  return {
    ...readSchemaView(told.schema),
    ...(description !== undefined && { description }),
    name: told.name,
    place: told.in,
    isRequired: told.required === true,
  };
}

function readAnswer(status: string, { description, headers = {}, content = {} }: ToldAnswer): AnswerView {
  const [mediaType, media] = Object.entries(content)[0] ?? [null, undefined];
  return {
    status,
    description,
    headers: Object.entries(headers).map(([name, header]) => ({ name, description: header.description })),
    mediaType,
    schema: media ? readSchemaView(media.schema) : null,
    example: media?.example === undefined ? null : JSON.stringify(media.example, null, 2),
  };
}

function problemIn(content: Record<string, Media> = {}): Media | undefined {
  return content["application/problem+json"];
}

function codesOf({ allOf = [] }: Schema): readonly string[] {
  return allOf.flatMap(({ properties }) => properties?.code?.enum ?? []).map(String);
}

/** A named body as it is: it is told where it is asked for. */
function resolved({ components }: ToldDocument, schema: Schema): Schema {
  const name = referredSchema(schema);
  return (name === null ? undefined : components.schemas[name]) ?? schema;
}
