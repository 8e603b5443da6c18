import type { ParametersSchema } from "#domain/catalog/parameters-schema.ts";
import type { TemplateDocument } from "#domain/catalog/template-document.ts";
import type { LeaseRule } from "#domain/leases/lease-limits.ts";

/** One size of a template; `spec` holds the resource type's parameters. */
export interface TemplateSize {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly monthlyCost: {
    readonly amount: number;
    readonly currency: string;
  } | null;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** One version of a pre-approved offer. */
export interface Template {
  readonly id: string;
  /** `<id>@<digest>` */
  readonly version: string;
  /** `sha256:` over the JCS form of `document`. */
  readonly digest: string;
  /** What is stored for ever; `templateFromDocument` gives this template back from it. */
  readonly document: TemplateDocument;
  readonly title: string;
  readonly summary: string;
  readonly resourceType: string;
  readonly maintainers: readonly string[];
  readonly docs: string | null;
  /** JSON Schema 2020-12 of the request's `parameters`; `size` is derived from `sizes`. */
  readonly parameters: ParametersSchema;
  /** Empty when the template has no sizes. */
  readonly sizes: readonly TemplateSize[];
  readonly environments: readonly string[];
  readonly classifications: readonly string[];
  readonly deliveries: readonly string[];
  readonly lifetimeHours: {
    readonly default: number;
    readonly max: number;
    readonly maxByEnvironment: Readonly<Record<string, number>>;
  };
  readonly claimWindowHours: number;
  readonly restoreWindowHours: number;
  /** Holding rows per team and environment. */
  readonly quotaPerTeam: number;
  /** Limits of leases; absent: the usual ones. */
  readonly leases?: LeaseRule;
  /** Credentials beside the owner's; absent: none. */
  readonly access?: readonly "read-only"[];
}
