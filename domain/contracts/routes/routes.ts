import { acceptOfferRoute } from "#domain/contracts/routes/accept-offer.ts";
import { acknowledgeGrantRoute } from "#domain/contracts/routes/acknowledge-grant.ts";
import { claimGrantRoute } from "#domain/contracts/routes/claim-grant.ts";
import { confirmChatLinkRoute } from "#domain/contracts/routes/confirm-chat-link.ts";
import { createServiceAccountRoute } from "#domain/contracts/routes/create-service-account.ts";
import { createTokenRoute } from "#domain/contracts/routes/create-token.ts";
import { decideDriftRoute } from "#domain/contracts/routes/decide-drift.ts";
import { decideOrphanRoute } from "#domain/contracts/routes/decide-orphan.ts";
import { listOrphansRoute } from "#domain/contracts/routes/list-orphans.ts";
import { decideRequestRoute } from "#domain/contracts/routes/decide-request.ts";
import { endChatLinkRoute } from "#domain/contracts/routes/end-chat-link.ts";
import { listQueueEntriesRoute } from "#domain/contracts/routes/list-queue-entries.ts";
import { listCheckpointsRoute } from "#domain/contracts/routes/list-checkpoints.ts";
import { listRequestsRoute } from "#domain/contracts/routes/list-requests.ts";
import { listResourcesRoute } from "#domain/contracts/routes/list-resources.ts";
import { listServiceAccountsRoute } from "#domain/contracts/routes/list-service-accounts.ts";
import { listTemplatesRoute } from "#domain/contracts/routes/list-templates.ts";
import { listTokensRoute } from "#domain/contracts/routes/list-tokens.ts";
import { previewPolicyRoute } from "#domain/contracts/routes/preview-policy.ts";
import { exchangeTokenRoute } from "#domain/contracts/routes/exchange-token.ts";
import { extendResourceRoute } from "#domain/contracts/routes/extend-resource.ts";
import { releaseResourceRoute } from "#domain/contracts/routes/release-resource.ts";
import { reportNotMeRoute } from "#domain/contracts/routes/report-not-me.ts";
import { restoreResourceRoute } from "#domain/contracts/routes/restore-resource.ts";
import { revokeServiceAccountRoute } from "#domain/contracts/routes/revoke-service-account.ts";
import { createTrustRuleRoute } from "#domain/contracts/routes/create-trust-rule.ts";
import { listTrustRulesRoute } from "#domain/contracts/routes/list-trust-rules.ts";
import { revokeTrustRuleRoute } from "#domain/contracts/routes/revoke-trust-rule.ts";
import { showTrustRuleRoute } from "#domain/contracts/routes/show-trust-rule.ts";
import { testTrustRuleRoute } from "#domain/contracts/routes/test-trust-rule.ts";
import { revokeTokenRoute } from "#domain/contracts/routes/revoke-token.ts";
import { endDrainRoute } from "#domain/contracts/routes/end-drain.ts";
import { rotateResourceRoute } from "#domain/contracts/routes/rotate-resource.ts";
import { createLeaseRoute } from "#domain/contracts/routes/create-lease.ts";
import { listLeasesRoute } from "#domain/contracts/routes/list-leases.ts";
import { releaseLeaseRoute } from "#domain/contracts/routes/release-lease.ts";
import { renewLeaseRoute } from "#domain/contracts/routes/renew-lease.ts";
import { showLeaseRoute } from "#domain/contracts/routes/show-lease.ts";
import { breakGlassRoute } from "#domain/contracts/routes/break-glass.ts";
import { confirmBreakGlassRoute } from "#domain/contracts/routes/confirm-break-glass.ts";
import { endBreakGlassRoute } from "#domain/contracts/routes/end-break-glass.ts";
import { reviewBreakGlassRoute } from "#domain/contracts/routes/review-break-glass.ts";
import { listEmergenciesRoute } from "#domain/contracts/routes/list-emergencies.ts";
import { takeOverResourceRoute } from "#domain/contracts/routes/take-over-resource.ts";
import { listPeopleRoute } from "#domain/contracts/routes/list-people.ts";
import { deactivatePersonRoute } from "#domain/contracts/routes/deactivate-person.ts";
import { reactivatePersonRoute } from "#domain/contracts/routes/reactivate-person.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { showQueueItemRoute } from "#domain/contracts/routes/show-queue-item.ts";
import { showGrantRoute } from "#domain/contracts/routes/show-grant.ts";
import { showHealthRoute } from "#domain/contracts/routes/show-health.ts";
import { showOpenapiRoute } from "#domain/contracts/routes/show-openapi.ts";
import { showProtectedResourceRoute } from "#domain/contracts/routes/show-protected-resource.ts";
import { showReadinessRoute } from "#domain/contracts/routes/show-readiness.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";
import { showResourceRoute } from "#domain/contracts/routes/show-resource.ts";
import { showServiceAccountRoute } from "#domain/contracts/routes/show-service-account.ts";
import { showTemplateRoute } from "#domain/contracts/routes/show-template.ts";
import { submitRequestRoute } from "#domain/contracts/routes/submit-request.ts";
import { watchRequestRoute } from "#domain/contracts/routes/watch-request.ts";
import { withdrawRequestRoute } from "#domain/contracts/routes/withdraw-request.ts";
import { listNotificationsRoute } from "#domain/contracts/routes/list-notifications.ts";
import { countUnreadRoute } from "#domain/contracts/routes/count-unread.ts";
import { readNotificationRoute } from "#domain/contracts/routes/read-notification.ts";
import { readAllNotificationsRoute } from "#domain/contracts/routes/read-all-notifications.ts";
import { listNotificationChoicesRoute } from "#domain/contracts/routes/list-notification-choices.ts";
import { chooseNotificationsRoute } from "#domain/contracts/routes/choose-notifications.ts";
import { listDeliveriesRoute } from "#domain/contracts/routes/list-deliveries.ts";
import { resendDeliveryRoute } from "#domain/contracts/routes/resend-delivery.ts";
import { listOperationsRoute } from "#domain/contracts/routes/list-operations.ts";
import { listBackendHealthRoute } from "#domain/contracts/routes/list-backend-health.ts";
import { retryOperationRoute } from "#domain/contracts/routes/retry-operation.ts";
import { undoOperationRoute } from "#domain/contracts/routes/undo-operation.ts";
import { handOverOperationRoute } from "#domain/contracts/routes/hand-over-operation.ts";
import { proposeClosureRoute } from "#domain/contracts/routes/propose-closure.ts";
import { confirmClosureRoute } from "#domain/contracts/routes/confirm-closure.ts";
import { pauseBackendRoute } from "#domain/contracts/routes/pause-backend.ts";
import { resumeBackendRoute } from "#domain/contracts/routes/resume-backend.ts";
import { listWebhooksRoute } from "#domain/contracts/routes/list-webhooks.ts";
import { createWebhookRoute } from "#domain/contracts/routes/create-webhook.ts";
import { showWebhookRoute } from "#domain/contracts/routes/show-webhook.ts";
import { updateWebhookRoute } from "#domain/contracts/routes/update-webhook.ts";
import { rotateWebhookKeyRoute } from "#domain/contracts/routes/rotate-webhook-key.ts";
import { disableWebhookRoute } from "#domain/contracts/routes/disable-webhook.ts";
import { enableWebhookRoute } from "#domain/contracts/routes/enable-webhook.ts";
import { testWebhookRoute } from "#domain/contracts/routes/test-webhook.ts";
import { removeWebhookRoute } from "#domain/contracts/routes/remove-webhook.ts";
import { listWebhookDeliveriesRoute } from "#domain/contracts/routes/list-webhook-deliveries.ts";
import { resendWebhookDeliveryRoute } from "#domain/contracts/routes/resend-webhook-delivery.ts";
/** Every public route, in the order the reference lists them. */
export const routes: readonly RouteContract[] = [
  listTemplatesRoute,
  showTemplateRoute,
  previewPolicyRoute,
  submitRequestRoute,
  listRequestsRoute,
  showRequestRoute,
  watchRequestRoute,
  withdrawRequestRoute,
  decideRequestRoute,
  acceptOfferRoute,
  listQueueEntriesRoute,
  showQueueItemRoute,
  listResourcesRoute,
  showResourceRoute,
  rotateResourceRoute,
  endDrainRoute,
  restoreResourceRoute,
  extendResourceRoute,
  releaseResourceRoute,
  decideDriftRoute,
  listOrphansRoute,
  decideOrphanRoute,
  takeOverResourceRoute,
  createLeaseRoute,
  listLeasesRoute,
  showLeaseRoute,
  renewLeaseRoute,
  releaseLeaseRoute,
  breakGlassRoute,
  listEmergenciesRoute,
  confirmBreakGlassRoute,
  endBreakGlassRoute,
  reviewBreakGlassRoute,
  showGrantRoute,
  claimGrantRoute,
  listServiceAccountsRoute,
  createServiceAccountRoute,
  showServiceAccountRoute,
  revokeServiceAccountRoute,
  listTokensRoute,
  createTokenRoute,
  revokeTokenRoute,
  listTrustRulesRoute,
  createTrustRuleRoute,
  showTrustRuleRoute,
  revokeTrustRuleRoute,
  testTrustRuleRoute,
  confirmChatLinkRoute,
  endChatLinkRoute,
  acknowledgeGrantRoute,
  reportNotMeRoute,
  listNotificationsRoute,
  countUnreadRoute,
  readNotificationRoute,
  readAllNotificationsRoute,
  listNotificationChoicesRoute,
  chooseNotificationsRoute,
  listDeliveriesRoute,
  resendDeliveryRoute,
  listOperationsRoute,
  listBackendHealthRoute,
  retryOperationRoute,
  undoOperationRoute,
  handOverOperationRoute,
  proposeClosureRoute,
  confirmClosureRoute,
  pauseBackendRoute,
  resumeBackendRoute,
  listPeopleRoute,
  deactivatePersonRoute,
  reactivatePersonRoute,
  listWebhooksRoute,
  createWebhookRoute,
  showWebhookRoute,
  updateWebhookRoute,
  rotateWebhookKeyRoute,
  disableWebhookRoute,
  enableWebhookRoute,
  testWebhookRoute,
  removeWebhookRoute,
  listWebhookDeliveriesRoute,
  resendWebhookDeliveryRoute,
  listCheckpointsRoute,
  exchangeTokenRoute,
  showOpenapiRoute,
  showHealthRoute,
  showReadinessRoute,
  showProtectedResourceRoute,
];
