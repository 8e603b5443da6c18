import { accessEvents } from "#server/packs/evidence/access-events.ts";
import { auditIntegrity } from "#server/packs/evidence/audit-integrity.ts";
import { cryptography } from "#server/packs/evidence/cryptography.ts";
import { emergencyAccess } from "#server/packs/evidence/emergency-access.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";
import { oldestRecord } from "#server/packs/evidence/oldest-record.ts";
import { privilegedAccess } from "#server/packs/evidence/privileged-access.ts";
import { regionPlacement } from "#server/packs/evidence/region-placement.ts";
import { revocationTimes } from "#server/packs/evidence/revocation-times.ts";
import { separationOfDuties } from "#server/packs/evidence/separation-of-duties.ts";
import { sessionEnds } from "#server/packs/evidence/session-ends.ts";
import { uniqueUsers } from "#server/packs/evidence/unique-users.ts";
import { usPersons } from "#server/packs/evidence/us-persons.ts";

/** Every evidence query that a control of a pack can name, by id. */
export const allEvidence: ReadonlyMap<string, Evidence> = new Map(
  [
    separationOfDuties,
    accessEvents,
    revocationTimes,
    auditIntegrity,
    uniqueUsers,
    usPersons,
    privilegedAccess,
    emergencyAccess,
    sessionEnds,
    regionPlacement,
    oldestRecord,
    cryptography,
  ].map((evidence) => [evidence.id, evidence]),
);
