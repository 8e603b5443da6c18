import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { errorTable, type ErrorCode } from "#domain/errors/error-table.ts";
import { apiDocument, type Operation } from "#tests/api/api-document.ts";
import { textsOf } from "#tests/api/target-of.ts";

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
formats.default(ajv);
ajv.addSchema(apiDocument, "api");

/** Gives the document's validator of what is at a JSON Pointer of it. */
function validatorOf(pointer: string): ValidateFunction {
  const reference = `api#${encodeURI(pointer)}`;
  return ajv.getSchema(reference) ?? ajv.compile({ $ref: reference });
}

/** Tells whether a body is one that the operation says it takes. */
export function fitsBody(operation: Operation, body: unknown): boolean {
  if (operation.bodyType === null) return false;
  const sent = operation.bodyType === "application/json" ? body : givenFields(textsOf(body));
  return (
    validatorOf(`${operation.pointer}/requestBody/content/${operation.bodyType.replaceAll("/", "~1")}/schema`)(sent) ===
    true
  );
}

/** A field of a form without a value is as good as left out (RFC 6749 section 3.2). */
function givenFields(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

/** Tells what of an answer is not as the document says; null: nothing. */
export function faultOf(operation: Operation, response: Response, text: string): string | null {
  const { status, headers } = response;
  if (status >= 500) return `answers ${status}: ${text.slice(0, 300)}`;
  const mediaTypes = operation.answers.get(status);
  if (mediaTypes === undefined) return `answers ${status}, which it does not list: ${text.slice(0, 300)}`;
  const requestId = headers.get("x-request-id");
  if (requestId === null) return "answers without X-Request-Id";
  const mediaType = (headers.get("content-type") ?? "").split(";")[0] ?? "";
  if (mediaTypes.length === 0) return text === "" && mediaType === "" ? null : `answers ${status} with a body`;
  if (!mediaTypes.includes(mediaType)) return `answers ${status} as ${mediaType}`;
  const at = `${operation.pointer}/responses/${status}/content/${mediaType.replaceAll("/", "~1")}/schema`;
  if (mediaType === "text/event-stream") return faultOfEvents(at, text);
  const document = parse(text);
  const fault = faultOfDocument(at, document);
  if (fault !== null) return `answers ${status} with what its schema refuses: ${fault}: ${text.slice(0, 300)}`;
  return status < 400 ? null : faultOfProblem(document as Problem, { status, requestId });
}

interface Problem {
  readonly code: ErrorCode;
  readonly status: number;
  readonly requestId: string;
}

function faultOfProblem(
  { code, status, requestId }: Problem,
  answer: { status: number; requestId: string },
): string | null {
  if (errorTable[code].status !== answer.status || status !== answer.status)
    return `says ${code} with ${answer.status}`;
  return requestId === answer.requestId ? null : "says another request id than its header";
}

function faultOfEvents(at: string, text: string): string | null {
  for (const block of text.split("\n\n").slice(0, -1)) {
    const data = block.split("\n").find((line) => line.startsWith("data:"));
    if (data === undefined) continue;
    const fault = faultOfDocument(at, parse(data.slice(5)));
    if (fault !== null) return `streams an event that its schema refuses: ${fault}`;
  }
  return null;
}

function faultOfDocument(at: string, document: unknown): string | null {
  const validate = validatorOf(at);
  return validate(document) ? null : ajv.errorsText(validate.errors);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
