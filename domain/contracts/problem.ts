import { z } from "zod";
import { errorTable, type ErrorCode } from "#domain/errors/error-table.ts";

/** A problem document (RFC 9457); `code` is stable, members beyond these belong to the code. */
export const problemSchema = z.looseObject({
  type: z.string().meta({ description: "Reference of the page that explains the code." }),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().meta({ description: "What happened and what to do." }),
  code: z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]),
  instance: z.string(),
  requestId: z.string(),
  errors: z
    .array(
      z.object({
        in: z.enum(["path", "query", "body", "header"]).optional().meta({ description: "The body where absent." }),
        path: z.string().meta({ description: "JSON Pointer into that part of the call." }),
        message: z.string(),
      }),
    )
    .optional()
    .meta({ description: "Findings of `invalid_input`." }),
});
export type Problem = z.infer<typeof problemSchema>;
