import type pg from "pg";
import { z } from "zod";
import { sql } from "#server/adapters/db/sql.ts";
import { askOne } from "#reveal/ask-database.ts";
import type { Identity } from "#reveal/grant-store.ts";

const ownDevicesSchema = z.object({
  owner: z.object({ id: z.string(), name: z.string() }),
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      publicKey: z.string().transform((base64) => new Uint8Array(Buffer.from(base64, "base64"))),
      enrolledAt: z.string().transform((text) => new Date(text)),
    }),
  ),
});

/** A person as the ledger knows them, and their devices: the chosen one first. */
export type OwnDevices = z.output<typeof ownDevicesSchema>;

/** A device to be enrolled. */
export interface NewDevice {
  readonly id: string;
  readonly name: string;
  readonly publicKey: Uint8Array;
  /** The enrolment, signed. */
  readonly enrolment: string;
  readonly enrolledAt: Date;
  readonly auditText: string;
}

/** What the reveal process can ask of the database about devices. Every call is one transaction. */
export interface DeviceStore {
  /** Null for somebody whom the ledger does not know. */
  list(who: Identity): Promise<OwnDevices | null>;
  /** `enrolled`, `known` for a key that is enrolled already, `full`, or `not_found`. */
  enrol(who: Identity, device: NewDevice, max: number): Promise<string>;
  /** False when the person has no such device. */
  change(who: Identity, id: string, change: { kind: "choose" | "remove"; auditText: string }): Promise<boolean>;
}

/**
 * Calls the functions of schema `reveal_api` through `pool`.
 *
 * Every method @throws unavailable when the database does not answer
 */
export function deviceStore(pool: pg.Pool): DeviceStore {
  return {
    list: async ({ issuer, subject }) => {
      const statement = sql`SELECT reveal_api.devices(${issuer}, ${subject}) AS found`;
      const { found } = await askOne<{ found: unknown }>(pool, statement);
      return found === null ? null : ownDevicesSchema.parse(found);
    },
    enrol: async ({ issuer, subject }, device, max) => {
      const { id, name, publicKey, enrolment, enrolledAt, auditText } = device;
      const { status } = await askOne<{ status: string }>(
        pool,
        sql`SELECT reveal_api.enrol_device(${issuer}, ${subject}, ${id}, ${name}, ${Buffer.from(publicKey)}, ${enrolment},
          ${enrolledAt}, ${max}, ${auditText}) AS status`,
      );
      return status;
    },
    change: async ({ issuer, subject }, id, { kind, auditText }) => {
      const statement = sql`SELECT reveal_api.change_device(${issuer}, ${subject}, ${id}, ${kind}, ${auditText}) AS done`;
      return (await askOne<{ done: boolean }>(pool, statement)).done;
    },
  };
}
