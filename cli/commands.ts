import { accept } from "#cli/accept.ts";
import { approvals, approvalsShow } from "#cli/approvals.ts";
import { auditCheckpoints } from "#cli/audit-checkpoints.ts";
import { chatLinkEnd } from "#cli/chat-link-end.ts";
import { deliveries, deliveriesResend } from "#cli/deliveries.ts";
import { breakGlassEnd, breakGlassList, breakGlassReview } from "#cli/emergencies.ts";
import { grantsShow, notMe } from "#cli/grants.ts";
import { leaseRenew, leaseShow } from "#cli/lease-show.ts";
import {
  notifications,
  notificationsChoices,
  notificationsChoose,
  notificationsCount,
  notificationsRead,
  notificationsReadAll,
} from "#cli/notifications.ts";
import {
  backendsPause,
  backendsResume,
  operationsClose,
  operationsCloseConfirm,
  operationsHandOver,
  operationsUndo,
} from "#cli/operations-decisions.ts";
import { orphans, orphansDelete, orphansQuarantine } from "#cli/orphans.ts";
import { people, peopleDeactivate, peopleReactivate } from "#cli/people.ts";
import { serviceAccountShow } from "#cli/service-account-show.ts";
import { takeOver } from "#cli/take-over.ts";
import { approve } from "#cli/approve.ts";
import { breakGlass, breakGlassConfirm } from "#cli/break-glass.ts";
import type { Command } from "#cli/command.ts";
import { completionCommands } from "#cli/completion.ts";
import { counter } from "#cli/counter.ts";
import { extend } from "#cli/extend.ts";
import { login } from "#cli/login.ts";
import { logout } from "#cli/logout.ts";
import { lease } from "#cli/lease.ts";
import { leaseList } from "#cli/lease-list.ts";
import { drift } from "#cli/drift.ts";
import { leaseRelease } from "#cli/lease-release.ts";
import { auditExport } from "#cli/local/audit-export.ts";
import { auditVerify } from "#cli/local/audit-verify.ts";
import { dbGrants } from "#cli/local/db-grants.ts";
import { doctor } from "#cli/local/doctor.ts";
import { kekDestroy } from "#cli/local/kek-destroy.ts";
import { kekRotate } from "#cli/local/kek-rotate.ts";
import { pkiInit } from "#cli/local/pki/init.ts";
import { pkiRenewIntermediate } from "#cli/local/pki/renew-intermediate.ts";
import { pkiShow } from "#cli/local/pki/show.ts";
import { policyReplay } from "#cli/local/policy-replay.ts";
import { policyTest } from "#cli/local/policy-test.ts";
import { tokenCreate } from "#cli/local/token-create.ts";
import { policyPreview } from "#cli/policy-preview.ts";
import { reject } from "#cli/reject.ts";
import { restore, rotate } from "#cli/reissue.ts";
import { operationsBackends, operationsList, operationsRetry } from "#cli/operations.ts";
import { release } from "#cli/release.ts";
import { requestCreate } from "#cli/request-create.ts";
import { requestList } from "#cli/request-list.ts";
import { requestShow } from "#cli/request-show.ts";
import { requestWait } from "#cli/request-wait.ts";
import { requestWithdraw } from "#cli/request-withdraw.ts";
import { resourcesShow } from "#cli/resources-show.ts";
import { resources } from "#cli/resources.ts";
import { reveal } from "#cli/reveal.ts";
import { serviceAccountCreate } from "#cli/service-account-create.ts";
import { serviceAccountList } from "#cli/service-account-list.ts";
import { serviceAccountRevoke } from "#cli/service-account-revoke.ts";
import { serviceAccountTokenCreate } from "#cli/service-account-token-create.ts";
import { serviceAccountTokenList } from "#cli/service-account-token-list.ts";
import { serviceAccountTokenRevoke } from "#cli/service-account-token-revoke.ts";
import { tokenExchange } from "#cli/token-exchange.ts";
import { trustCreate } from "#cli/trust-create.ts";
import { trustList } from "#cli/trust-list.ts";
import { trustRevoke } from "#cli/trust-revoke.ts";
import { trustShow } from "#cli/trust-show.ts";
import { trustTest } from "#cli/trust-test.ts";
import { templatesShow } from "#cli/templates-show.ts";
import { templates } from "#cli/templates.ts";
import {
  webhooks,
  webhooksCreate,
  webhooksDeliveries,
  webhooksDisable,
  webhooksEnable,
  webhooksRemove,
  webhooksResend,
  webhooksRotateKey,
  webhooksShow,
  webhooksTest,
  webhooksUpdate,
} from "#cli/webhooks.ts";
import { whoami } from "#cli/whoami.ts";

/** Every command, in the order the help lists them. */
export const commands: readonly Command[] = [
  login,
  logout,
  whoami,
  templates,
  templatesShow,
  requestCreate,
  requestShow,
  requestList,
  requestWait,
  requestWithdraw,
  approvals,
  approvalsShow,
  approve,
  reject,
  counter,
  accept,
  resources,
  resourcesShow,
  reveal,
  grantsShow,
  notMe,
  extend,
  rotate,
  restore,
  release,
  takeOver,
  drift,
  lease,
  leaseList,
  leaseShow,
  leaseRenew,
  leaseRelease,
  operationsList,
  operationsRetry,
  operationsUndo,
  operationsHandOver,
  operationsClose,
  operationsCloseConfirm,
  operationsBackends,
  backendsPause,
  backendsResume,
  orphans,
  orphansQuarantine,
  orphansDelete,
  breakGlass,
  breakGlassConfirm,
  breakGlassList,
  breakGlassEnd,
  breakGlassReview,
  notifications,
  notificationsCount,
  notificationsRead,
  notificationsReadAll,
  notificationsChoices,
  notificationsChoose,
  chatLinkEnd,
  deliveries,
  deliveriesResend,
  webhooks,
  webhooksShow,
  webhooksCreate,
  webhooksUpdate,
  webhooksRotateKey,
  webhooksDisable,
  webhooksEnable,
  webhooksTest,
  webhooksRemove,
  webhooksDeliveries,
  webhooksResend,
  people,
  peopleDeactivate,
  peopleReactivate,
  serviceAccountCreate,
  serviceAccountList,
  serviceAccountShow,
  serviceAccountRevoke,
  serviceAccountTokenCreate,
  serviceAccountTokenList,
  serviceAccountTokenRevoke,
  policyPreview,
  policyTest,
  policyReplay,
  tokenCreate,
  tokenExchange,
  trustCreate,
  trustList,
  trustShow,
  trustRevoke,
  trustTest,
  auditVerify,
  auditCheckpoints,
  auditExport,
  dbGrants,
  kekRotate,
  kekDestroy,
  pkiInit,
  pkiRenewIntermediate,
  pkiShow,
  doctor,
  ...completionCommands(() => commands),
];
