import { platformRoles, type PlatformRole } from "#domain/access/actor.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";

/** Leads of the team the request is for. */
const teamLeadsGroup = "team-leads";

const claimPrefix = "group:";

/**
 * Gives the group claims whose holders belong to an approver group of a stage.
 *
 * `platform`, `security` and `admin` are platform roles, `team-leads` the leads of the request's team,
 * `group:<claim>` a group of the identity provider. Anything else is nobody: auditors never approve.
 */
export function approverClaims(group: string, team: string, catalog: Catalog): readonly string[] {
  if (group.startsWith(claimPrefix)) return [group.slice(claimPrefix.length)].filter((claim) => claim !== "");
  if (group === teamLeadsGroup) {
    const leadGroup = catalog.teams.get(team)?.leadGroup;
    return leadGroup ? [leadGroup] : [];
  }
  return isApprovingRole(group) ? catalog.platformRoles[group] : [];
}

/** Tells whether `approverClaims` knows the group's form; the loader refuses a stage with any other. */
export function isApproverGroup(group: string): boolean {
  const isClaim = group.startsWith(claimPrefix) && group.length > claimPrefix.length;
  return isClaim || group === teamLeadsGroup || isApprovingRole(group);
}

function isApprovingRole(group: string): group is PlatformRole {
  return group !== "auditor" && (platformRoles as readonly string[]).includes(group);
}
