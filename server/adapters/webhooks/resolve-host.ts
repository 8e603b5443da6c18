import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";

/** Gives every address of a host, in no order. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

const answerMs = 2000;
const tries = 2;

/**
 * Resolves names by DNS alone, both families, once: no file of hosts, no search list, and no thread that a slow server holds.
 *
 * @param servers of the machine unless given
 */
export function resolveByDns(servers?: readonly string[]): ResolveHost {
  return async (host) => {
    if (isIP(host) !== 0) return [host];
    const resolver = new Resolver({ timeout: answerMs, tries });
    if (servers) resolver.setServers([...servers]);
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  };
}
