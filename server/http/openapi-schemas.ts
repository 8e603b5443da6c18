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
import { exchangedTokenSchema } from "#domain/contracts/oauth-token.ts";
import { workloadSchema } from "#domain/contracts/workload.ts";
import { templateListSchema, templateSchema } from "#domain/contracts/template.ts";
import { webhookPayloadSchema } from "#domain/webhooks/webhook-payload.ts";
import { emergencyListSchema, emergencySchema } from "#domain/contracts/break-glass.ts";
import { leaseListSchema, leaseSchema } from "#domain/contracts/lease.ts";
import {
  deliveryListSchema,
  deliverySchema,
  notificationListSchema,
  notificationSchema,
} from "#domain/contracts/notification.ts";
import {
  backendHealthListSchema,
  backendHealthSchema,
  operationListSchema,
  operationSchema,
} from "#domain/contracts/operation.ts";
import { orphanListSchema, orphanSchema } from "#domain/contracts/orphan.ts";
import { knownPersonSchema, personListSchema } from "#domain/contracts/person.ts";
import { queueEntrySchema, queueItemSchema, queueSchema } from "#domain/contracts/queue.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { webhookDeliverySchema, webhookSchema, webhookWithKeySchema } from "#domain/contracts/webhook.ts";

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
  ExchangedToken: exchangedTokenSchema,
  Workload: workloadSchema,
  Emergency: emergencySchema,
  EmergencyList: emergencyListSchema,
  Lease: leaseSchema,
  LeaseList: leaseListSchema,
  Notification: notificationSchema,
  NotificationList: notificationListSchema,
  Delivery: deliverySchema,
  DeliveryList: deliveryListSchema,
  Operation: operationSchema,
  OperationList: operationListSchema,
  BackendHealth: backendHealthSchema,
  BackendHealthList: backendHealthListSchema,
  Orphan: orphanSchema,
  OrphanList: orphanListSchema,
  KnownPerson: knownPersonSchema,
  PersonList: personListSchema,
  QueueEntry: queueEntrySchema,
  Queue: queueSchema,
  QueueItem: queueItemSchema,
  Webhook: webhookSchema,
  WebhookWithKey: webhookWithKeySchema,
  WebhookDelivery: webhookDeliverySchema,
  Person: personSchema,
  Problem: problemSchema,
  WebhookPayload: webhookPayloadSchema,
} as const satisfies Record<string, z.ZodType>;

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
for (const { id, body, answer } of routes) {
  const name = id.slice(0, 1).toUpperCase() + id.slice(1);
  if (body !== null) register(body, `${name}Body`);
  if (answer.mediaType !== null) register(answer.schema, `${name}Answer`);
}

/** The schemas that the document names, each told once and referred to elsewhere. */
export function componentSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, { uri: reference, io: "input", override: withoutNoise });
  const { __shared: shared, ...own } = schemas as Record<string, JsonSchema>;
  const all = { ...own, ...(shared?.$defs as Record<string, JsonSchema> | undefined) };
  const components = Object.entries(all).map(([id, schema]) => [id, withoutIdentity(schema)] as const);
  // A schema that carries an id of its own and is no answer and no body by itself is told beside those that are.
  return JSON.parse(JSON.stringify(Object.fromEntries(components)).replaceAll(sharedReference, reference("")));
}

/**
 * Refers to a body or an answer by its name, or tells in place what is too small for one.
 *
 * An answer may come to hold more, so its objects are open; only what says of itself that it is strict is closed.
 */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const known = registry.get(schema);
  if (known !== undefined) return { $ref: reference(known.id) };
  return withoutIdentity(z.toJSONSchema(schema, { io: "input", override: withoutNoise }));
}

/** The parameters that a strict object of them allows, each with its schema, and the names of those that must be there. */
export function propertiesOf(schema: z.ZodType): { properties: Record<string, JsonSchema>; required: string[] } {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "output", override: withoutNoise });
  return { properties: properties as Record<string, JsonSchema>, required };
}

/** Names a schema after itself or after the first route that has it; what holds nothing needs no name. */
function register(schema: z.ZodType, name: string): void {
  const isSmall = schema instanceof z.ZodObject && Object.keys(schema.shape).length < 2;
  if (registry.has(schema) || isSmall || schema instanceof z.ZodRecord) return;
  registry.add(schema, { id: schema.meta()?.id ?? name });
}

const sharedReference = "#/components/schemas/__shared#/$defs/";

function reference(id: string): string {
  return `#/components/schemas/${id}`;
}

/** Drops the bounds that only say "an integer that a double can hold", and what only our forms read. */
function withoutNoise({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  delete jsonSchema.unit;
  delete jsonSchema.id;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function withoutIdentity(schema: object): JsonSchema {
  const { $schema: _, $id: __, ...rest } = schema as JsonSchema;
  return rest;
}
