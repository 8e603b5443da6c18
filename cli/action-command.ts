import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import type { Command, CommandOption, Given } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import type { AnswerOf, PartOf, RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** One call about one thing, or about none, and what to say of its answer. */
interface Action<C extends RouteContract> {
  readonly name: string;
  readonly about: string;
  readonly notes: readonly string[];
  readonly route: C;
  /** Name of the id on the command line; without it the call is about the caller. */
  readonly positional?: string;
  /** A second id on the command line: the path parameter of its name in lower case. */
  readonly second?: string;
  readonly options?: readonly CommandOption[];
  /** Sends an idempotency key, so that a call that is tried again makes nothing twice. */
  readonly isCreating?: boolean;
  /** What is sent; without it nothing, or `{}` by POST. */
  readonly body?: (given: Given) => PartOf<C, "body">;
  /** The answer for people, ending with a line break. */
  readonly say: (answer: AnswerOf<C>) => string;
}

/** Makes a command of one call; `--json` prints the API's own document. */
export function actionCommand<C extends RouteContract>(action: Action<C>): Command {
  const { name, about, notes, positional, second, options = [] } = action;
  const positionals = [positional, second].filter((one) => one !== undefined);
  return {
    name,
    about,
    notes,
    positionals,
    options: [...options, { name: "json", about: "Print the API's document as JSON." }],
    async run(given, terminal) {
      const [id = "", other = ""] = given.positionals;
      const params = positional === undefined ? undefined : { id, ...(second && { [second.toLowerCase()]: other }) };
      const headers = action.isCreating === true ? { "idempotency-key": randomUUID() } : {};
      const body = action.body?.(given) ?? (action.route.method === "POST" ? {} : undefined);
      const route: RouteContract = action.route;
      const answer = (await callRoute(route, { params, body, headers } as object, terminal)) as AnswerOf<C>;
      terminal.out(given.values.json === true ? spellJson(answer) : action.say(answer));
      return 0;
    },
  };
}
