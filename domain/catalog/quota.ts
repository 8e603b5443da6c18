import type { Allowance, ApprovalStage } from "#domain/contracts/decision.ts";

/** A limit on what is held at a time; each part of the scope that is null means every one together. */
export interface Quota {
  readonly id: string;
  readonly scope: Allowance["scope"];
  readonly measure: Allowance["measure"];
  readonly limit: number;
  /** How far a human may let requests go beyond the limit, one by one; absent: nobody may. */
  readonly raise?: { readonly limit: number; readonly approval: readonly ApprovalStage[] } | undefined;
}

/** Where something is asked for. */
export interface QuotaPlace {
  readonly team: string;
  readonly environment: string;
  readonly template: string;
}

/** Tells whether a quota counts what is asked for in a place. */
export function counts({ scope }: Quota, { team, environment, template }: QuotaPlace): boolean {
  const fits = (part: string | null, id: string) => part === null || part === id;
  return fits(scope.team, team) && fits(scope.environment, environment) && fits(scope.template, template);
}
