import { z } from "zod";

const title = z.string().trim().min(1).max(80);
const description = z.string().trim().min(1).max(500).optional();
/** Whether a larger number asks for more: then an approver may offer a smaller one. */
const largerIsMore = z.boolean().optional();

/**
 * The JSON Schema keywords a template parameter may use.
 *
 * A closed set, so that the form, the validator and the OpenAPI document understand all of a template:
 * a keyword outside it is refused when the catalog is loaded, not ignored.
 */
export const parameterPropertySchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("string"),
    title,
    description,
    enum: z.array(z.string().min(1).max(200)).min(1).max(200).optional(),
    minLength: z.number().int().min(0).optional(),
    maxLength: z.number().int().min(1).max(20_000).optional(),
    /** `dns-name`: the zones of the team bound it. `certificate-request`: PKCS#10 in PEM. */
    format: z.enum(["dns-name", "certificate-request"]).optional(),
    pattern: z.string().max(200).refine(isPattern, "is not a regular expression").optional(),
    default: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("integer"),
    title,
    description,
    minimum: z.number().int().optional(),
    maximum: z.number().int().optional(),
    default: z.number().int().optional(),
    largerIsMore,
  }),
  z.strictObject({
    type: z.literal("number"),
    title,
    description,
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    default: z.number().optional(),
    largerIsMore,
  }),
  z.strictObject({
    type: z.literal("boolean"),
    title,
    description,
    default: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal("array"),
    title,
    description,
    items: z.strictObject({
      type: z.literal("string"),
      minLength: z.number().int().min(0).optional(),
      maxLength: z.number().int().min(1).max(2000).optional(),
      format: z.literal("dns-name").optional(),
    }),
    minItems: z.number().int().min(0).max(100).optional(),
    maxItems: z.number().int().min(1).max(100),
    default: z.array(z.string()).max(100).optional(),
  }),
]);
export type ParameterProperty = z.infer<typeof parameterPropertySchema>;

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
