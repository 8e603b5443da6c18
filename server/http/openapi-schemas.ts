import { z } from "zod";
import { claimAnswerSchema, claimBodySchema } from "#domain/contracts/claim.ts";
import { connectionSchema } from "#domain/contracts/connection.ts";
import { decisionSchema, remedySchema } from "#domain/contracts/decision.ts";
import { grantSchema } from "#domain/contracts/grant.ts";
import { problemSchema } from "#domain/contracts/problem.ts";
import {
  decideBodySchema,
  personSchema,
  requestEventSchema,
  requestListSchema,
  requestSchema,
  submitBodySchema,
} from "#domain/contracts/request.ts";
import { resourceDetailSchema, resourceListSchema, resourceSchema } from "#domain/contracts/resource.ts";
import {
  createdTokenSchema,
  createServiceAccountBodySchema,
  createTokenBodySchema,
  serviceAccountListSchema,
  serviceAccountSchema,
  serviceAccountTokenSchema,
  tokenListSchema,
} from "#domain/contracts/service-account.ts";
import { templateListSchema, templateSchema } from "#domain/contracts/template.ts";

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = Record<string, unknown>;

const named = {
  Template: templateSchema,
  TemplateList: templateListSchema,
  SubmitBody: submitBodySchema,
  Decision: decisionSchema,
  Remedy: remedySchema,
  Request: requestSchema,
  RequestList: requestListSchema,
  RequestEvent: requestEventSchema,
  DecideBody: decideBodySchema,
  Resource: resourceSchema,
  ResourceDetail: resourceDetailSchema,
  Connection: connectionSchema,
  ResourceList: resourceListSchema,
  Grant: grantSchema,
  ClaimBody: claimBodySchema,
  ClaimAnswer: claimAnswerSchema,
  ServiceAccount: serviceAccountSchema,
  ServiceAccountList: serviceAccountListSchema,
  CreateServiceAccountBody: createServiceAccountBodySchema,
  ServiceAccountToken: serviceAccountTokenSchema,
  TokenList: tokenListSchema,
  CreateTokenBody: createTokenBodySchema,
  CreatedToken: createdTokenSchema,
  Person: personSchema,
  Problem: problemSchema,
} as const satisfies Record<string, z.ZodType>;

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });

/** The schemas that the document names, each told once and referred to elsewhere. */
export function componentSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, { uri: reference, io: "input", override: withoutNoise });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema)]));
}

/** Refers to a named schema, or tells an unnamed one in place. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const known = registry.get(schema);
  if (known !== undefined) return { $ref: reference(known.id) };
  return withoutIdentity(z.toJSONSchema(schema, { io: "output", override: withoutNoise }));
}

function reference(id: string): string {
  return `#/components/schemas/${id}`;
}

/** Drops the bounds that only say "an integer that a double can hold". */
function withoutNoise({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function withoutIdentity(schema: object): JsonSchema {
  const { $schema: _, $id: __, ...rest } = schema as JsonSchema;
  return rest;
}
