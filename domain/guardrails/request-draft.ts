import type { Classification } from "#domain/catalog/classification.ts";

/** A submit body with every default filled in: what is decided on, stored and digested. */
export interface RequestDraft {
  readonly template: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly classification: Classification;
  readonly purpose: string;
  readonly lifetimeHours: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly delivery: string;
}
