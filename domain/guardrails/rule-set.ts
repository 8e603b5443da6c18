import { ruleRanks, type Rule } from "#domain/guardrails/rule.ts";
import { approvalClassification } from "#domain/guardrails/rules/approval-classification.ts";
import { approvalEnvironment } from "#domain/guardrails/rules/approval-environment.ts";
import { backendSelection } from "#domain/guardrails/rules/backend-selection.ts";
import { deliveryOffered } from "#domain/guardrails/rules/delivery-offered.ts";
import { environmentClassification } from "#domain/guardrails/rules/environment-classification.ts";
import { lifetimeCap } from "#domain/guardrails/rules/lifetime-cap.ts";
import { nameAllowed } from "#domain/guardrails/rules/name-allowed.ts";
import { nameUnique } from "#domain/guardrails/rules/name-unique.ts";
import { parametersValid } from "#domain/guardrails/rules/parameters-valid.ts";
import { quotaTeam } from "#domain/guardrails/rules/quota-team.ts";
import { requesterMembership } from "#domain/guardrails/rules/requester-membership.ts";
import { sizeCap } from "#domain/guardrails/rules/size-cap.ts";
import { strictMode } from "#domain/guardrails/rules/strict-mode.ts";
import { templateOffered } from "#domain/guardrails/rules/template-offered.ts";

/** The built-in guardrails, by rank; within a rank in the order a trace shows them. */
export const builtInRules: readonly Rule[] = [
  requesterMembership,
  nameAllowed,
  nameUnique,
  parametersValid,
  strictMode,
  backendSelection,
  environmentClassification,
  sizeCap,
  lifetimeCap,
  approvalEnvironment,
  approvalClassification,
  templateOffered,
  deliveryOffered,
  quotaTeam,
].toSorted((a, b) => ruleRanks.indexOf(a.rank) - ruleRanks.indexOf(b.rank));
