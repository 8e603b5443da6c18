"use client";

import { useState } from "react";
import { usePlaceNames } from "#components/patterns/place-names.tsx";
import type { ComparedFields } from "#domain/requests/changed-fields.ts";
import type { DecisionPreview } from "#components/requests/use-decision-preview.ts";
import type { Decision } from "#domain/contracts/decision.ts";

/** An earlier request that a form was filled in from. */
export interface OriginalRequest {
  readonly name: string;
  readonly environment: string;
  readonly decision: Decision;
  readonly body: ComparedFields;
}

/** What the form is compared with: a decision, and words for what it was of. */
export interface Baseline {
  readonly decision: Decision;
  readonly title: string;
}

/** Gives the decision that changes are shown against: the earlier request's, or the first that this form was given. */
export function useBaseline(original: OriginalRequest | null, { decision }: DecisionPreview): Baseline | null {
  const names = usePlaceNames();
  const [first, setFirst] = useState<Decision | null>(null);
  if (original !== null) {
    const title = `Compared with ${original.name} in ${names.environment(original.environment)}`;
    return { decision: original.decision, title };
  }
  // Also one that the form has moved on from while it was asked for: it is what the next is compared with.
  if (first === null && decision !== undefined) setFirst(decision);
  return first && { decision: first, title: "What your choices change" };
}
