import { readReference } from "#components/api-reference/read-reference.ts";
import type { Reference } from "#components/api-reference/reference.ts";
import { commandExamples } from "#domain/contracts/examples/command-examples.ts";
import { ownDocument } from "#server/http/own-document.ts";

let reference: Reference | undefined;

/** This installation's contract, ready to be shown; it is made once per process. */
export function ownReference(): Reference {
  return (reference ??= readReference(JSON.parse(JSON.stringify(ownDocument())), commandExamples));
}
