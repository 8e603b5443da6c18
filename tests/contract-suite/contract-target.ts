import type { BackendConnection, ResourceIdentity } from "#domain/provisioning/resource-type.ts";

/** Fields as the recipient would see them. */
export type DeliveredFields = Readonly<Record<string, string | number>>;

/** A session that was opened with delivered fields. */
export interface TenantSession {
  /** False once the back end ended it. */
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

/** A real back end on which a resource type is put to the test, and how to look behind the type's back. */
export interface ContractTarget {
  /** Which back end this is and who the admin is; printed, so that nobody takes a double for the real thing. */
  readonly label: string;
  /** Where the back end listens, for the proxies that fail on purpose. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** A connection with a secret of its own; `port` puts something in between for admin and tenants alike. */
  openBackend(port?: number): BackendConnection;
  /** One line for every object that exists on the back end, whoever made it. */
  listObjects(): Promise<readonly string[]>;
  /** The lines that one finished resource adds. */
  expectedObjects(resource: ResourceIdentity): readonly string[];
  /** Those of these lines that go when the credential is revoked; none unless the type says otherwise. */
  removedByRevoke?(resource: ResourceIdentity): readonly string[];
  /** Uses what was delivered, as its recipient would; rejects when the back end refuses. */
  connect(fields: DeliveredFields): Promise<TenantSession>;
  /** What the back end says to a credential that it refuses, as opposed to not answering at all. */
  readonly refusal: RegExp;
  /** Makes a thing of the name that `step` would use, without our marker; resolves to the lines it added. */
  plantForeign(step: string, resource: ResourceIdentity): Promise<readonly string[]>;
  /**
   * Steps whose things stand inside of what an earlier step made: a foreign thing there stops its step too, but it goes
   * with what it stands in.
   */
  readonly nestedSteps?: readonly string[];
  /** Lets a login in again that was ended, as an operator would by hand. Absent: building it anew does. */
  openByHand?(resource: ResourceIdentity): Promise<void>;
  /** Removes everything under the names of the resource, as an operator would by hand. */
  removeByHand(resource: ResourceIdentity): Promise<void>;
  close(): Promise<void>;
}
