"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { LastUse } from "#components/service-accounts/last-use.tsx";
import { ClaimList } from "#components/trust-rules/claim-list.tsx";
import { Link } from "#components/ui/link.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { explainRuleIssuer } from "#domain/federation/rule-issuer-state.ts";
import { trustRuleViewSchema, type TrustRuleView } from "#domain/contracts/trust-rule.ts";

interface RuleRowProps {
  rule: TrustRuleView;
  /** Why the viewer cannot revoke it; null when they can. */
  revokeReason: string | null;
}

/** One trust rule in full: whom it lets in as what, and the way to end it. */
export function RuleRow({ rule, revokeReason }: RuleRowProps) {
  const router = useRouter();
  const { serviceAccount, issuer, claims, environments, templates, scopes } = rule;
  const foreign = explainRuleIssuer(rule.issuerState);

  async function revoke() {
    await callApi({ method: "POST", path: `/trust-rules/${rule.id}/revoke`, body: {}, answer: trustRuleViewSchema });
    toasts.add({ title: "The trust rule is revoked", description: "Tokens that were got by it open nothing now." });
    router.refresh();
  }

  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-4">
      <div className="min-w-0 flex-[1_1_18rem]">
        <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-md [overflow-wrap:anywhere]">
          {rule.description || `Workloads of ${issuer}`}
          <StateBadge of="trust-rule" state={rule.state} />
        </h2>
        <p className="mt-1 text-sm text-ink-2">
          From <code>{issuer}</code> as{" "}
          <Link href={`/service-accounts/${serviceAccount.id}`}>{`${serviceAccount.team}/${serviceAccount.name}`}</Link>{" "}
          in{" "}
          {environments.map((id, index) => (
            <span key={id}>
              {index > 0 && ", "}
              <EnvironmentName id={id} />
            </span>
          ))}
          ; {templates === null ? "every template" : templates.join(", ")}
        </p>
        {rule.state === "active" && foreign !== null && <p className="mt-1 text-sm text-bad-ink">{foreign}</p>}
        <ClaimList claims={claims} />
        <p className="mt-2 text-sm text-ink-3 [overflow-wrap:anywhere]">{scopes.join(", ")}</p>
        <p className="text-sm text-ink-3">
          made <RelativeTime at={rule.createdAt} /> by <PersonName person={rule.createdBy} /> · last used{" "}
          <LastUse at={rule.lastUsedAt} />
          {rule.revokedAt !== null && (
            <>
              {" "}
              · revoked <RelativeTime at={rule.revokedAt} />
            </>
          )}
        </p>
      </div>
      {rule.state === "active" && (
        <ConfirmAction
          label="Revoke"
          title="Revoke this trust rule?"
          description="Workloads that it names get no token any more, and those that they have end at once. What they asked for stays with the team. This cannot be undone: a rule never changes, another one takes its place."
          disabledReason={revokeReason}
          onConfirm={revoke}
        />
      )}
    </li>
  );
}
