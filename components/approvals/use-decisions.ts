"use client";

import { useState } from "react";
import { z } from "zod";
import { callApi } from "#components/api/call-api.ts";
import { ProblemError } from "#components/api/problem-error.ts";
import type { Outcome, Verdict } from "#components/approvals/outcome.ts";
import { requestSchema } from "#domain/contracts/request.ts";

/** A verdict on exactly what was read. */
export interface Decision {
  readonly id: string;
  readonly digest: string;
  readonly verdict: Verdict;
  readonly comment: string;
}

const takenSchema = z.object({
  by: z.string().nullish().catch(null),
  state: z.string().nullish().catch(null),
});

const howWords: Readonly<Record<string, string>> = {
  pending_approval: "decided",
  rejected: "rejected",
  withdrawn: "withdrawn",
  expired: "expired",
};

/** Sends verdicts, one call for each, and keeps how each of them stands. */
export function useDecisions() {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const put = (id: string, outcome: Outcome) => setOutcomes((known) => new Map(known).set(id, outcome));
  async function decide(decision: Decision): Promise<Outcome> {
    put(decision.id, { state: "sending", verdict: decision.verdict });
    const outcome = await send(decision);
    put(decision.id, outcome);
    return outcome;
  }
  return { outcomes, decide };
}

async function send({ id, digest, verdict, comment }: Decision): Promise<Outcome> {
  try {
    const body = { verdict, comment: comment.trim(), digest };
    const path = `/requests/${encodeURIComponent(id)}/decisions`;
    const request = await callApi({ method: "POST", path, body, answer: requestSchema });
    return { state: "done", verdict, isPending: request.state === "pending_approval" };
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === "already_decided") {
      const { by = null, state } = takenSchema.parse(error.problem);
      return { state: "taken", by, how: howWords[state ?? ""] ?? "approved" };
    }
    return { state: "failed", verdict, error };
  }
}
