import { contentDigest } from "#domain/catalog/content-digest.ts";
import type { ParameterProperty } from "#domain/catalog/parameter-property.ts";
import type { ParametersSchema } from "#domain/catalog/parameters-schema.ts";
import { templateDocumentSchema, type TemplateDocument } from "#domain/catalog/template-document.ts";
import type { Template } from "#domain/catalog/template.ts";

/**
 * Makes the template that a document says, from a catalog file or from a stored version.
 *
 * The digest is over the document as given, so that a version stored long ago keeps its id when
 * the schema has gained fields since.
 *
 * @throws ZodError when the document is not a template
 */
export function templateFromDocument(stored: unknown): Template {
  const document = templateDocumentSchema.parse(stored);
  const digest = contentDigest(stored);
  const version = `${document.id}@${digest}`;
  return { ...document, version, digest, document, parameters: parametersOf(document) };
}

function parametersOf(document: TemplateDocument): ParametersSchema {
  const size = sizeProperty(document);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { ...(size && { size }), ...document.parameters },
    required: document.requiredParameters,
    additionalProperties: false,
  };
}

function sizeProperty({ sizes, defaultSize }: TemplateDocument): ParameterProperty | null {
  const first = sizes[0];
  if (first === undefined) return null;
  return { type: "string", title: "Size", enum: sizes.map((size) => size.id), default: defaultSize ?? first.id };
}
