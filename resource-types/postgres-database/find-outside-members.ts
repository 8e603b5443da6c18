import type { AdminSession } from "./admin/session.ts";
import type { ExternalNames } from "./external-names.ts";

/** A role that is a member of one of ours and should not be. */
export interface OutsideMember extends Record<string, unknown> {
  readonly role: string;
  readonly member: string;
  readonly grantor: string;
}

/** Finds who is a member of the roles of one resource beside its own logins and this admin. */
export async function findOutsideMembers(
  session: AdminSession,
  { holderRole, ownerRole, readerRole, loginPrefix }: ExternalNames,
): Promise<readonly OutsideMember[]> {
  return session.rows<OutsideMember>(
    `SELECT DISTINCT pg_get_userbyid(roleid)::text AS role, pg_get_userbyid(member)::text AS member,
        pg_get_userbyid(grantor)::text AS grantor
       FROM pg_auth_members
      WHERE roleid IN (SELECT oid FROM pg_roles WHERE rolname = ANY($1)
          OR (starts_with(rolname, $2) AND substr(rolname, length($2) + 1) ~ '^[0-9]+$'))
        AND NOT starts_with(pg_get_userbyid(member), $2) AND pg_get_userbyid(member) <> current_user
      ORDER BY 2, 1`,
    [[holderRole, ownerRole, readerRole], loginPrefix],
  );
}
