import type { RequestListQuery } from "#domain/contracts/request.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { likeLiteral } from "#server/adapters/db/like-literal.ts";
import { sql, type SqlStatement } from "#server/adapters/db/sql.ts";

/** What narrows a list of requests beside its scope. */
export type RequestFilter = Pick<RequestListQuery, "state" | "team" | "environment" | "template" | "q">;

/** The filters of a list as a condition on a request. */
export function requestFilter({ state, team, environment, template, q }: RequestFilter): Prisma.RequestWhereInput {
  return {
    ...(state && { state }),
    ...(team && { team }),
    ...(environment && { environment }),
    ...(template && { templateId: template }),
    ...(q && {
      OR: [
        { name: { contains: likeLiteral(q.toLowerCase()) } },
        { purpose: { contains: likeLiteral(q), mode: "insensitive" } },
      ],
    }),
  };
}

/** The same condition on the row `r` of `requests`, as a part of a statement. */
export function requestFilterSql({ state, team, environment, template, q }: RequestFilter): SqlStatement {
  const conditions = [
    ...(state ? [sql`r.state = ${state}`] : []),
    ...(team ? [sql`r.team = ${team}`] : []),
    ...(environment ? [sql`r.environment = ${environment}`] : []),
    ...(template ? [sql`r.template_id = ${template}`] : []),
    ...(q
      ? [sql`(r.name LIKE ${`%${likeLiteral(q.toLowerCase())}%`} OR r.purpose ILIKE ${`%${likeLiteral(q)}%`})`]
      : []),
  ];
  return conditions.reduce((all, one) => sql`${all} AND ${one}`, sql`TRUE`);
}
