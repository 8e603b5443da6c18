import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellResource } from "#cli/spell-resource.ts";
import { restoreResourceRoute } from "#domain/contracts/routes/restore-resource.ts";
import { rotateResourceRoute } from "#domain/contracts/routes/rotate-resource.ts";

const options = [{ name: "json", about: "Print the resource as JSON." }] as const;

/** `latchkey rotate`: asks for a new credential beside the one in use. */
export const rotate: Command = {
  name: "rotate",
  about: "Make a new credential; the one in use ends once the new one is confirmed.",
  positionals: ["ID"],
  options,
  notes: [
    "Its recipient gets a mail with the link; latchkey resources show ID lists the grant. Exit codes: 0 begun, 1 not.",
  ],
  run: (given, terminal) => reissue(rotateResourceRoute, given, terminal),
};

/** `latchkey restore`: thaws a frozen resource by a new credential. */
export const restore: Command = {
  name: "restore",
  about: "Thaw a frozen resource, with its data, by a new credential.",
  positionals: ["ID"],
  options,
  notes: [
    "Its recipient gets a mail with the link; latchkey resources show ID lists the grant. Exit codes: 0 begun, 1 not.",
  ],
  run: (given, terminal) => reissue(restoreResourceRoute, given, terminal),
};

async function reissue(
  route: typeof rotateResourceRoute | typeof restoreResourceRoute,
  ...[given, terminal]: Parameters<Command["run"]>
): Promise<number> {
  const params = { id: given.positionals[0] ?? "" };
  const resource = await callRoute(route, { params, body: {} }, terminal);
  terminal.out(given.values.json === true ? spellJson(resource) : spellResource(resource));
  return 0;
}
