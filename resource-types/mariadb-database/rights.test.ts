import { describe, expect, it } from "vitest";
import { compareGrants, grantStatement, ownerRights, readGrants } from "./rights.ts";

const own = { database: "lk_a_b", access: undefined };
const base = "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED VIA ed25519 USING 'x' WITH MAX_USER_CONNECTIONS 3";
const rights = `GRANT ${ownerRights.join(", ")} ON \`lk\\\\_a\\\\_b\`.* TO \`u\`@\`%\``;

describe("the grant", () => {
  it("names the one database and no other, and never hands on the right to grant", () => {
    const statement = grantStatement("lk_a_b", "lk_a_b_g1", undefined);
    expect(statement).toContain("ON `lk\\_a\\_b`.* TO `lk_a_b_g1`@'%'");
    expect(statement).not.toMatch(/GRANT OPTION|ALL|EVENT|FILE|SUPER|PROCESS/);
    expect(grantStatement("lk_a_b", "lk_a_b_g1", "read-only")).toMatch(/^GRANT SELECT ON /);
  });

  it("is what the catalogue shows, and nothing else is", () => {
    expect(compareGrants(readGrants([base, rights]), own)).toEqual([]);
    expect(compareGrants(readGrants([base, rights.replace("SELECT, ", "")]), own)).toEqual(["lacks SELECT"]);
    expect(compareGrants(readGrants([base, rights.replace("SELECT", "SELECT, EVENT")]), own)).toEqual(["has EVENT"]);
    expect(compareGrants(readGrants([base, `${rights} WITH GRANT OPTION`]), own)).toEqual(["may grant"]);
  });

  it.each([
    ["GRANT SELECT ON `lk_a_b`.* TO `u`@`%`", "has SELECT on `lk_a_b`.*"],
    ["GRANT SELECT (a, b), INSERT ON `x`.`y` TO `u`@`%`", "has INSERT, SELECT (a, b) on `x`.`y`"],
    ["GRANT PROCESS, FILE ON *.* TO `u`@`%`", "has FILE, PROCESS on *.*"],
    ["GRANT `admin` TO `u`@`%`", "has ROLE on `admin`"],
    ["GRANT USAGE ON *.* TO `u`@`%` WITH GRANT OPTION", "has USAGE on *.*"],
  ])("has gone astray when there is %s", (line, said) => {
    expect(compareGrants(readGrants([base, rights, line]), own)).toEqual([said]);
  });
});
