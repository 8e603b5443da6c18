import type { Permission } from "#domain/access/permission.ts";
import type { NarrowPlace } from "#domain/approvals/narrow-request.ts";
import type { RequestEvent, RequestView } from "#domain/contracts/request.ts";
import type { ParameterProperty } from "#domain/catalog/parameter-property.ts";

/** The template version a request was filed under, as far as its page needs it. */
export interface FiledTemplate {
  readonly title: string;
  readonly properties: Readonly<Record<string, ParameterProperty>>;
  /** True while the catalog still offers this template, so that it can be asked for again. */
  readonly offered: boolean;
}

/** Everything the page of one request shows, as the server saw it. */
export interface RequestPageData {
  readonly request: RequestView;
  readonly events: readonly RequestEvent[];
  readonly template: FiledTemplate;
  readonly canWithdraw: Permission;
  /** Null when no approval is pending. */
  readonly canDecide: Permission | null;
  /** Null when nothing is offered. */
  readonly canAccept: Permission | null;
  /** By what an offer of less is measured; null when no approval is pending. */
  readonly narrowPlace: NarrowPlace | null;
  /** The next environment in the order of promotion that the template is offered in; null: none. */
  readonly promotion: { readonly id: string; readonly title: string } | null;
  /** The person who looks: their principal, and their subject at the issuer. */
  readonly viewer: { readonly id: string; readonly subject: string };
}
