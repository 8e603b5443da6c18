import { Check, CircleDashed, Clock, type LucideIcon, TriangleAlert } from "lucide-react";
import type { Tone } from "#components/ui/badge.tsx";
import type { DeliveryState } from "#domain/contracts/notification.ts";

/** How each state of a delivery is named and shown. */
export const deliveryLooks = {
  pending: { label: "On its way", tone: "busy", icon: Clock },
  sent: { label: "Sent", tone: "good", icon: Check },
  failed: { label: "Failed", tone: "bad", icon: TriangleAlert },
  skipped: { label: "Left out", tone: "idle", icon: CircleDashed },
} as const satisfies Record<DeliveryState, { readonly label: string; readonly tone: Tone; readonly icon: LucideIcon }>;
