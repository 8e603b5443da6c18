import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellResource } from "#cli/spell-resource.ts";
import { rotateBodySchema, type RotateBody } from "#domain/contracts/resource.ts";
import { endDrainRoute } from "#domain/contracts/routes/end-drain.ts";
import { restoreResourceRoute } from "#domain/contracts/routes/restore-resource.ts";
import { rotateResourceRoute } from "#domain/contracts/routes/rotate-resource.ts";
import { accesses } from "#domain/provisioning/resource-type.ts";

const options = [{ name: "json", about: "Print the resource as JSON." }] as const;

/** `latchkey rotate`: asks for a new credential beside the one in use. */
export const rotate: Command = {
  name: "rotate",
  about: "Make a new credential; the old one ends once nobody uses it.",
  positionals: ["ID"],
  options: [
    {
      name: "access",
      value: "ACCESS",
      about: `What it is for: ${accesses.join(" or ")}; default owner.`,
      choices: accesses,
    },
    { name: "acknowledge-change", about: "End what is in use though somebody else changed its secret." },
    { name: "end-old", about: "Make nothing: end what a newer credential has overtaken, whoever still uses it." },
    ...options,
  ],
  notes: [
    "Its recipient gets a mail with the link; latchkey resources show ID lists the grant. Exit codes: 0 begun, 1 not.",
    "The old one ends once the new one was opened and nobody uses the old one, or its time is over.",
  ],
  run: (given, terminal) => {
    if (given.values["end-old"] === true) return reissue({ route: endDrainRoute, body: {} }, given, terminal);
    const access = optionalText(given, "access");
    const body = rotateBodySchema.safeParse({
      ...(access !== undefined && { access }),
      ...(given.values["acknowledge-change"] === true && { acknowledgeChange: true }),
    });
    if (!body.success) throw new CliError(`--access is one of ${accesses.join(", ")}.`);
    return reissue({ route: rotateResourceRoute, body: body.data }, given, terminal);
  },
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
  run: (given, terminal) => reissue({ route: restoreResourceRoute, body: {} }, given, terminal),
};

interface Order {
  readonly route: typeof rotateResourceRoute | typeof restoreResourceRoute | typeof endDrainRoute;
  readonly body: RotateBody;
}

async function reissue({ route, body }: Order, ...[given, terminal]: Parameters<Command["run"]>): Promise<number> {
  const params = { id: given.positionals[0] ?? "" };
  const resource = await callRoute(route, { params, body }, terminal);
  terminal.out(given.values.json === true ? spellJson(resource) : spellResource(resource));
  return 0;
}
