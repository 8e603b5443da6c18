import { longestClaimWindowHours } from "#domain/catalog/longest-claim-window.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { layoutOf } from "#domain/credentials/layout-of.ts";
import { sealingMode } from "#domain/credentials/sealing-mode.ts";
import { handlingOfPlace } from "#domain/guardrails/handling-of-place.ts";
import { readEmergencyRecipient } from "#server/break-glass/read-emergency-recipient.ts";
import { publicConnection } from "#domain/credentials/public-connection.ts";
import type { CredentialFields } from "#domain/provisioning/resource-type.ts";
import { isReissue } from "#domain/runs/run-kinds.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { newGrantId } from "#server/ids/new-id.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";
import type { Delivery } from "#server/runs/perform-step.ts";
import { readReissueRecipient, type ReissueRecipient } from "#server/runs/read-reissue-recipient.ts";
import type { RunSubject } from "#server/runs/read-subject.ts";
import { requireType, type RunServices, type SealingDevice } from "#server/runs/run-services.ts";

/** Seals one generation's fields for its recipient under a new grant that ends with the claim window, or the emergency. */
export async function sealFor(
  services: RunServices,
  run: LockedRun,
  { fields, subject }: { fields: CredentialFields; subject: RunSubject },
): Promise<Delivery> {
  // The window that a resource was built with may be longer than any of today's, for which today's key is made.
  const windowHours = Math.min(subject.claimWindowHours, longestClaimWindowHours(services.ctx.catalog));
  const recipient = await recipientOf(services, run, subject);
  const [clock] = await services.ctx.db.query<{ expiresAt: Date }>(sql`
    SELECT least(date_trunc('milliseconds', clock_timestamp() + make_interval(hours => ${windowHours})),
      ${recipient.until ?? null}::timestamptz) AS "expiresAt"`);
  if (clock === undefined) throw new Error("The database gave no time.");
  const grant = {
    id: newGrantId(),
    resourceId: run.resourceId,
    generation: run.generation,
    recipientId: recipient.id,
    recipientIssuer: recipient.issuer,
    recipientSubject: recipient.subject,
    expiresAt: clock.expiresAt,
    classification: subject.classification,
    device: await deviceFor(services, recipient, subject),
  };
  const layout = layoutOf(requireType(services, run.resourceType), subject.identity.name, Object.keys(fields));
  // Before sealing, which wipes.
  const connection = publicConnection(fields, layout);
  return { grant, connection, sealed: await services.seal(fields, layout, grant) };
}

/**
 * As was decided, or stricter where a pack was attached since.
 *
 * @throws forbidden when strict mode is asked for and the recipient has no device: nothing is sealed to a server's key
 */
async function deviceFor(
  services: RunServices,
  recipient: ReissueRecipient,
  { classification, sealing, template, identity: { team, environment } }: RunSubject,
): Promise<SealingDevice | null> {
  const place = { team, environment, template, classification };
  const today = handlingOfPlace(services.ctx.catalog, place, false).sealing;
  const decided = today === "strict" ? today : (sealing ?? "standard");
  if (sealingMode(classification, decided) === "standard") return null;
  const device = await services.findDevice(recipient);
  if (device !== null) return device;
  throw new AppError("forbidden", "The recipient has no enrolled device that it could be sealed to.");
}

/** A further generation goes to who may have it now, which may be somebody else than who asked for the thing. */
async function recipientOf(
  { ctx }: RunServices,
  run: LockedRun,
  subject: RunSubject,
): Promise<ReissueRecipient & { readonly until?: Date }> {
  if (!isReissue(run.kind)) return subject.recipient;
  if (run.kind === "emergency") return readEmergencyRecipient(ctx.db, ctx, run);
  const { team } = subject.identity;
  const recipient = await readReissueRecipient(ctx.db, ctx, { id: run.resourceId, team });
  if (recipient === null) throw new AppError("forbidden", "Nobody who could receive it belongs to its team now.");
  return recipient;
}
