import type { BuiltInRule, SettledFacts } from "#domain/guardrails/rule.ts";
import { approvalEnvironment } from "#domain/guardrails/rules/approval-environment.ts";
import { backendSelection } from "#domain/guardrails/rules/backend-selection.ts";
import { classificationHandling } from "#domain/guardrails/rules/classification-handling.ts";
import { deliveryOffered } from "#domain/guardrails/rules/delivery-offered.ts";
import { environmentClassification } from "#domain/guardrails/rules/environment-classification.ts";
import { freezeWindow } from "#domain/guardrails/rules/freeze-window.ts";
import { lifetimeCap } from "#domain/guardrails/rules/lifetime-cap.ts";
import { lifetimeExtension } from "#domain/guardrails/rules/lifetime-extension.ts";
import { matrixCell } from "#domain/guardrails/rules/matrix-cell.ts";
import { nameAllowed } from "#domain/guardrails/rules/name-allowed.ts";
import { nameUnique } from "#domain/guardrails/rules/name-unique.ts";
import { namesInZones } from "#domain/guardrails/rules/names-in-zones.ts";
import { parametersValid } from "#domain/guardrails/rules/parameters-valid.ts";
import { personAttributes } from "#domain/guardrails/rules/person-attributes.ts";
import { quotaAllowance } from "#domain/guardrails/rules/quota-allowance.ts";
import { quotaTeam } from "#domain/guardrails/rules/quota-team.ts";
import { requesterMembership } from "#domain/guardrails/rules/requester-membership.ts";
import { sizeCap } from "#domain/guardrails/rules/size-cap.ts";
import { strictMode } from "#domain/guardrails/rules/strict-mode.ts";
import { templateOffered } from "#domain/guardrails/rules/template-offered.ts";

/** The built-in guardrails, by rank; within a rank in the order a trace shows them. */
export const builtInRules: readonly BuiltInRule[] = [
  requesterMembership,
  nameAllowed,
  nameUnique,
  parametersValid,
  namesInZones,
  environmentClassification,
  classificationHandling,
  sizeCap,
  lifetimeCap,
  approvalEnvironment,
  freezeWindow,
  templateOffered,
  matrixCell,
  deliveryOffered,
  quotaTeam,
  quotaAllowance,
];

/** Always in force, and evaluated on what all the others have settled. */
export const closingRules: readonly BuiltInRule<SettledFacts>[] = [personAttributes, strictMode, backendSelection];

/** In force as well where a thing that exists is extended. */
export const extendingRules: readonly BuiltInRule[] = [lifetimeExtension];
