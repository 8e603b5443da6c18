import { listCommand } from "#cli/list-command.ts";
import { listTrustRulesRoute } from "#domain/contracts/routes/list-trust-rules.ts";

/** `latchkey trust list`: the trust rules that the caller may know of, newest first. */
export const trustList = listCommand({
  name: "trust list",
  about: "List trust rules, newest first.",
  route: listTrustRulesRoute,
  filters: [
    { name: "team", value: "TEAM", about: "Only of service accounts of this team." },
    { name: "issuer", value: "ISSUER", about: "Only about workloads of this issuer." },
    { name: "state", value: "STATE", about: "active or revoked.", choices: ["active", "revoked"] },
    { name: "q", value: "TEXT", about: "Only with this text in the description, issuer or account." },
  ],
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "STATE", value: ({ state }) => state },
    { title: "ISSUER", value: ({ issuer }) => issuer, charactersMin: 8 },
    { title: "BECOMES", value: ({ serviceAccount: { team, name } }) => `${team}/${name}`, charactersMin: 10 },
    { title: "ENVIRONMENTS", value: ({ environments }) => environments.join(","), charactersMin: 8 },
    { title: "LAST USED", value: ({ lastUsedAt }) => lastUsedAt?.slice(0, 16).replace("T", " ") ?? "never" },
  ],
  empty: "No trust rule fits.",
  notes: ["One in full: latchkey trust show ID. Times are UTC."],
});
