import { isDeepStrictEqual } from "node:util";
import type { Access, Drift } from "#domain/provisioning/resource-type.ts";
import type { ExternalNames } from "./external-names.ts";
import type { ObservedUser } from "./observe.ts";
import type { RabbitmqParameters } from "./parameters.ts";
import { grantedPermission, type PermissionRow } from "./permissions.ts";
import { wantedShape, type VhostShape } from "./shape-vhost.ts";
import { userLimits } from "./user-limits.ts";

/** What drift is looked for in. */
export interface DriftSubject {
  readonly names: ExternalNames;
  readonly access: Access | undefined;
  readonly parameters: RabbitmqParameters;
  readonly user: ObservedUser | undefined;
  /** Of that user, in whatever virtual host. */
  readonly permissions: readonly PermissionRow[];
  /** Users with a right in the virtual host that are none of its own. */
  readonly outsiders: readonly string[];
  readonly shape: VhostShape;
}

type Check = readonly [what: string, expected: unknown, found: unknown, more?: Pick<Drift, "beyondRepair" | "wanted">];

/** Compares what the broker shows with what was granted; gives the differences only. */
export function findDrift(subject: DriftSubject): readonly Drift[] {
  return [...userChecks(subject), ...vhostChecks(subject)]
    .filter(([, expected, found]) => !isDeepStrictEqual(expected, found))
    .map(([what, expected, found, more]) => ({ what, expected, found: found ?? null, ...more }));
}

function userChecks({ names, access, parameters, user, permissions }: DriftSubject): readonly Check[] {
  if (user === undefined) return [["user exists", true, false, { beyondRepair: true }]];
  const tags: Check = ["tags of the user", [names.marker], user.tags];
  // Revoking takes rights and password away together; what remains of it is on its way out.
  if (user.passwordHash === "") return [tags];
  const connectionLimit = user.limits["max-connections"];
  const wanted = connectionLimit === undefined ? {} : { wanted: { connectionLimit } };
  const { configure, write, read } = permissions.find(({ vhost }) => vhost === names.vhost) ?? {};
  return [
    tags,
    ["connections of the user", parameters.connectionLimit, connectionLimit, wanted],
    ["channels of the user", userLimits(parameters)["max-channels"], user.limits["max-channels"]],
    ["rights of the user", grantedPermission(access), { configure, write, read }],
    ["rights elsewhere", [], permissions.map(({ vhost }) => vhost).filter((vhost) => vhost !== names.vhost)],
  ];
}

function vhostChecks({ parameters, outsiders, shape }: DriftSubject): readonly Check[] {
  const wanted = wantedShape(parameters);
  const queueLimit = shape.limits["max-queues"];
  const asked = queueLimit === undefined || queueLimit < 1 ? {} : { wanted: { queueLimit } };
  return [
    ["limits of the virtual host", wanted.limits, shape.limits, asked],
    ["limits of each queue", wanted.policy, shape.policy],
    ["users from outside", [], outsiders],
  ];
}
