import { z } from "zod";
import { checkpointListSchema } from "#domain/contracts/audit.ts";
import { emergencySchema } from "#domain/contracts/break-glass.ts";
import { chatLinkSchema } from "#domain/contracts/chat-link.ts";
import { claimAnswerSchema } from "#domain/contracts/claim.ts";
import { decisionSchema } from "#domain/contracts/decision.ts";
import * as requests from "#domain/contracts/examples/request-example.ts";
import * as resources from "#domain/contracts/examples/resource-example.ts";
import { testedTokenExample, trustRuleExample } from "#domain/contracts/examples/trust-rule-example.ts";
import * as upkeep from "#domain/contracts/examples/upkeep-example.ts";
import * as webhooks from "#domain/contracts/examples/webhook-example.ts";
import { grantSchema } from "#domain/contracts/grant.ts";
import { leaseSchema } from "#domain/contracts/lease.ts";
import {
  deliverySchema,
  notificationChoicesSchema,
  notificationSchema,
  unreadCountSchema,
} from "#domain/contracts/notification.ts";
import { backendHealthSchema, operationSchema } from "#domain/contracts/operation.ts";
import { accessTokenType, exchangedTokenSchema } from "#domain/contracts/oauth-token.ts";
import { orphanSchema } from "#domain/contracts/orphan.ts";
import { knownPersonSchema } from "#domain/contracts/person.ts";
import { queueEntrySchema, queueItemSchema } from "#domain/contracts/queue.ts";
import { requestEventSchema, requestSchema } from "#domain/contracts/request.ts";
import { resourceDetailSchema, resourceSchema } from "#domain/contracts/resource.ts";
import { showHealthRoute } from "#domain/contracts/routes/show-health.ts";
import { showReadinessRoute } from "#domain/contracts/routes/show-readiness.ts";
import {
  createdTokenSchema,
  serviceAccountSchema,
  serviceAccountTokenSchema,
} from "#domain/contracts/service-account.ts";
import { templateSchema } from "#domain/contracts/template.ts";
import { testedTokenSchema } from "#domain/contracts/trust-rule-test.ts";
import { trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import {
  webhookDeliverySchema,
  webhookSchema,
  webhookTestSchema,
  webhookWithKeySchema,
} from "#domain/contracts/webhook.ts";
import { protectedResourceSchema } from "#domain/contracts/protected-resource.ts";

/** A document of each kind that the API answers with. */
const examples = new Map<z.ZodType, unknown>([
  [templateSchema, requests.templateExample],
  [decisionSchema, requests.decisionExample],
  [requestSchema, requests.requestExample],
  [
    requestEventSchema,
    {
      id: "17",
      kind: "state",
      at: "2026-11-27T20:35:46.310Z",
      action: "request.fulfilled",
      message: "orders is ready.",
      actor: null,
      state: "fulfilled",
      step: null,
    },
  ],
  [grantSchema, requests.grantExample],
  [claimAnswerSchema, { enc: "BHk7…", ciphertext: "mV2p…", generation: 1, refetchUntil: "2026-11-27T21:02:00.000Z" }],
  [resourceSchema, resources.resourceExample],
  [resourceDetailSchema, resources.resourceDetailExample],
  [leaseSchema, resources.leaseExample],
  [emergencySchema, resources.emergencyExample],
  [orphanSchema, resources.orphanExample],
  [serviceAccountSchema, upkeep.serviceAccountExample],
  [serviceAccountTokenSchema, upkeep.tokenExample],
  [createdTokenSchema, { ...upkeep.tokenExample, token: "latchkey_sa_sHyDwAC1bEPP…" }],
  [trustRuleViewSchema, trustRuleExample],
  [testedTokenSchema, testedTokenExample],
  [queueEntrySchema, upkeep.queueEntryExample],
  [
    queueItemSchema,
    {
      entry: upkeep.queueEntryExample,
      request: requests.requestExample,
      parameterTitles: { size: "Size" },
      plan: { summary: ["A database and its owner"], steps: ["Create the database", "Create its owner"] },
      fromTemplate: [],
      similar: null,
      decide: { allowed: true, reason: null },
    },
  ],
  [operationSchema, upkeep.operationExample],
  [backendHealthSchema, upkeep.backendHealthExample],
  [notificationSchema, upkeep.notificationExample],
  [notificationChoicesSchema, { items: [{ kind: "requests", channel: "email", wanted: true, isFixed: false }] }],
  [unreadCountSchema, { unread: 3 }],
  [
    exchangedTokenSchema,
    {
      access_token: "latchkey_sa_…",
      issued_token_type: accessTokenType,
      token_type: "Bearer",
      expires_in: 900,
      scope: "leases:write",
    },
  ],
  [
    checkpointListSchema,
    {
      items: [
        {
          seq: 42,
          at: "2026-11-27T21:00:00.000Z",
          treeSize: 1234,
          root: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
          keyId: "latchkey-audit-1",
          note: "latchkey.example.com/audit\n1234\nAAECAwQF…\n\n— latchkey-audit-1 …\n",
        },
      ],
      nextCursor: null,
    },
  ],
  [showHealthRoute.answer.schema, { status: "ok" }],
  [showReadinessRoute.answer.schema, { status: "ready", alarms: [] }],
  [webhookSchema, webhooks.webhookExample],
  [webhookWithKeySchema, { ...webhooks.webhookExample, signingKey: "whsec_…" }],
  [webhookDeliverySchema, webhooks.webhookDeliveryExample],
  [webhookTestSchema, { event: webhooks.webhookDeliveryExample.event.id }],
  [
    protectedResourceSchema,
    {
      resource: "https://latchkey.example.com",
      resource_name: "Latchkey",
      authorization_servers: ["https://id.example.com"],
      scopes_supported: ["all", "requests:read"],
      bearer_methods_supported: ["header"],
      latchkey_reveal_resource: "https://reveal.example.com",
    },
  ],
  [deliverySchema, upkeep.deliveryExample],
  [knownPersonSchema, upkeep.knownPersonExample],
  [
    chatLinkSchema,
    {
      workspaceId: "T0001",
      chatUserId: "U0001",
      workspaceName: "Example",
      chatName: "dana",
      linkedAt: "2026-11-27T20:30:00.000Z",
    },
  ],
]);

/** Gives an example of what a schema takes, `undefined` where there is none; a list is a page with one of its items. */
export function answerExample(schema: z.ZodType): unknown {
  const own = examples.get(schema);
  if (own !== undefined || !(schema instanceof z.ZodObject)) return own;
  const { items, nextCursor } = schema.shape as Record<string, z.ZodType | undefined>;
  if (!(items instanceof z.ZodArray) || nextCursor === undefined) return undefined;
  const item = examples.get(items.element as z.ZodType);
  return item === undefined ? undefined : { items: [item], nextCursor: null };
}
