"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { NamedParameter } from "#components/requests/parameter-properties.ts";
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
  /** Titles of parameters for which there is no stand-in, and which are empty. */
  readonly lacking: readonly string[];
}

/** Asks the evaluator that decides at submit, a moment after the last change; the last answer stays in sight. */
export function useDecisionPreview(draft: unknown, parameters: readonly NamedParameter[]): DecisionPreview {
  const lacking = lackingOf(draft, parameters);
  const { body, missing } = judgeable(draft, lacking);
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
  return { decision: query.data, error: query.error, stale: !current, incomplete: body === null, missing, lacking };
}

function lackingOf(draft: unknown, parameters: readonly NamedParameter[]): readonly string[] {
  const given: unknown = typeof draft === "object" && draft !== null ? Reflect.get(draft, "parameters") : null;
  const values = typeof given === "object" && given !== null ? given : {};
  return parameters
    .filter(({ name, required }) => required && isEmpty(Reflect.get(values, name)))
    .map(({ property }) => property.title);
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "string") return value.trim() === "";
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function judgeable(
  draft: unknown,
  lacking: readonly string[],
): { body: SubmitBody | null; missing: DecisionPreview["missing"] } {
  const given = typeof draft === "object" && draft !== null ? draft : {};
  const missing = (["name", "purpose"] as const).filter((field) => isBlank(given, field));
  const stood = Object.fromEntries(missing.map((field) => [field, standIns[field]]));
  const parsed = submitBodySchema.safeParse({ ...given, ...stood });
  return { body: parsed.success && lacking.length === 0 ? parsed.data : null, missing };
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
