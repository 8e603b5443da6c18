/** What a command asks for. */
export type ChatCommand =
  | { readonly kind: "help" }
  | { readonly kind: "link" }
  | { readonly kind: "unlink" }
  | { readonly kind: "approvals" }
  /** A request without a word about it. */
  | { readonly kind: "form" }
  | { readonly kind: "status"; readonly wanted: string | null }
  | { readonly kind: "request"; readonly asked: AskedInChat }
  | { readonly kind: "unclear"; readonly reason: string };

/** A request as it is typed; what is left out follows from the person and the template. */
export interface AskedInChat {
  readonly template: string;
  readonly name: string;
  readonly environment: string;
  readonly classification: string;
  /** Null: the one team of who asks. */
  readonly team: string | null;
  readonly purpose: string;
}

/** How a request is typed. */
export const requestUsage = "/latchkey request TEMPLATE NAME ENVIRONMENT [CLASSIFICATION] [team=TEAM] -- PURPOSE";

/** Two dashes; chat applications like to make one long one of them. */
const beforePurpose = /(?:^|\s)(?:--|—|–)\s*/;

/** Reads what was typed after `/latchkey`. Never fails: what it does not understand it says. */
export function parseCommand(text: string): ChatCommand {
  const [verb = "", ...rest] = text.trim().split(/\s+/);
  switch (verb.toLowerCase()) {
    case "":
    case "help":
      return { kind: "help" };
    case "link":
      return { kind: "link" };
    case "unlink":
      return { kind: "unlink" };
    case "approvals":
      return { kind: "approvals" };
    case "status":
      return rest.length > 1
        ? { kind: "unclear", reason: "Name one request, by its id or its name." }
        : { kind: "status", wanted: rest[0] ?? null };
    case "request":
      return rest.length === 0 ? { kind: "form" } : parseRequest(text.trim().slice(verb.length));
    default:
      return { kind: "unclear", reason: "There is no such command." };
  }
}

function parseRequest(text: string): ChatCommand {
  const [head = "", ...tail] = text.split(beforePurpose);
  const purpose = text.slice(head.length).replace(beforePurpose, "").trim();
  if (tail.length === 0 || purpose === "") return unclear("Say after two dashes what it is for.");
  const words = head.trim().split(/\s+/);
  const teams = words.filter((word) => word.startsWith("team="));
  const [template, name, environment, classification = "internal", ...more] = words.filter(
    (word) => !word.startsWith("team="),
  );
  if (template === undefined || name === undefined || environment === undefined || more.length > 0) {
    return unclear("Name the template, the new thing and its environment.");
  }
  if (teams.length > 1) return unclear("Name one team.");
  const team = teams[0]?.slice("team=".length) ?? null;
  return { kind: "request", asked: { template, name, environment, classification, team, purpose } };
}

function unclear(reason: string): ChatCommand {
  return { kind: "unclear", reason: `${reason} Like this: ${requestUsage}` };
}
