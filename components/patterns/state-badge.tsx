import { TriangleAlert } from "lucide-react";
import {
  emergencyLooks,
  grantLooks,
  leaseLooks,
  requestLooks,
  resourceLooks,
  serviceAccountLooks,
  tokenLooks,
  trustRuleLooks,
} from "#components/patterns/state-look.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { EmergencyState } from "#domain/contracts/break-glass.ts";
import type { GrantState } from "#domain/contracts/grant.ts";
import type { LeaseState } from "#domain/contracts/lease.ts";
import type { RequestState } from "#domain/contracts/request.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import type { ServiceAccountTokenView, ServiceAccountView } from "#domain/contracts/service-account.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";

type StateBadgeProps = { blockedReason?: string | null } & (
  | { of: "request"; state: RequestState }
  | { of: "resource"; state: ResourceState }
  | { of: "grant"; state: GrantState }
  | { of: "emergency"; state: EmergencyState }
  | { of: "lease"; state: LeaseState }
  | { of: "service-account"; state: ServiceAccountView["state"] }
  | { of: "token"; state: ServiceAccountTokenView["state"] }
  | { of: "trust-rule"; state: TrustRuleView["state"] }
);

/** Names a state in a word and an icon; a blocked thing says so beside it. */
export function StateBadge(props: StateBadgeProps) {
  const { label, tone, icon: Icon } = lookOf(props);
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={tone}>
        <Icon aria-hidden />
        {label}
      </Badge>
      {props.blockedReason && (
        <Badge tone="bad">
          <TriangleAlert aria-hidden />
          Blocked
        </Badge>
      )}
    </span>
  );
}

function lookOf(props: StateBadgeProps) {
  switch (props.of) {
    case "request":
      return requestLooks[props.state];
    case "resource":
      return resourceLooks[props.state];
    case "grant":
      return grantLooks[props.state];
    case "emergency":
      return emergencyLooks[props.state];
    case "lease":
      return leaseLooks[props.state];
    case "service-account":
      return serviceAccountLooks[props.state];
    case "token":
      return tokenLooks[props.state];
    case "trust-rule":
      return trustRuleLooks[props.state];
  }
}
