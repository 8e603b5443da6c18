"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { decisionSchema, type Decision } from "#domain/contracts/decision.ts";
import { submitBodySchema, type SubmitBody } from "#domain/contracts/request.ts";

const pauseMs = 220;
/** Stand-ins for what is not typed yet, so that the rest can be judged. */
const standIns = { name: "not-named-yet", purpose: "(not written yet)" };

/** What the guardrails say to the form as it stands. */
export interface DecisionPreview {
  readonly decision: Decision | undefined;
  readonly error: Error | null;
  /** True while what is shown is not of the form as it stands. */
  readonly stale: boolean;
  /** True while the fields do not make a body that can be judged. */
  readonly incomplete: boolean;
  /** Fields judged with a stand-in. */
  readonly missing: readonly ("name" | "purpose")[];
}

/** Asks the evaluator that decides at submit, a moment after the last change; the last answer stays in sight. */
export function useDecisionPreview(draft: unknown): DecisionPreview {
  const { body, missing } = judgeable(draft);
  const settled = useSettled(body === null ? null : JSON.stringify(body));
  const query = useQuery({
    queryKey: ["preview", settled],
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    queryFn: ({ signal }) =>
      callApi({
        method: "POST",
        path: "/policy/preview",
        body: JSON.parse(settled ?? "null"),
        answer: decisionSchema,
        signal,
      }),
  });
  const current = body !== null && settled === JSON.stringify(body) && !query.isPlaceholderData;
  return { decision: query.data, error: query.error, stale: !current, incomplete: body === null, missing };
}

function judgeable(draft: unknown): { body: SubmitBody | null; missing: DecisionPreview["missing"] } {
  const given = typeof draft === "object" && draft !== null ? draft : {};
  const missing = (["name", "purpose"] as const).filter((field) => isBlank(given, field));
  const stood = Object.fromEntries(missing.map((field) => [field, standIns[field]]));
  const parsed = submitBodySchema.safeParse({ ...given, ...stood });
  return { body: parsed.success ? parsed.data : null, missing };
}

function isBlank(draft: object, field: string): boolean {
  const value: unknown = Reflect.get(draft, field);
  return typeof value !== "string" || value.trim() === "";
}

/** Gives the value once it has stayed the same for a moment; the first one at once. */
function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
