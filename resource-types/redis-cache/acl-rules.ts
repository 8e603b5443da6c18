import type { ServerFacts } from "./admin/server-facts.ts";
import type { ExternalNames } from "./external-names.ts";
import type { RedisParameters } from "./parameters.ts";

/** Commands of these categories name every key that they touch. */
const dataCategories = ["string", "hash", "list", "set", "sortedset", "bitmap", "hyperloglog", "geo", "stream"];

/** Of the key space only what names its keys: not KEYS, SCAN, RANDOMKEY, DBSIZE; not what leads to other databases. */
const keyCommands = [
  ..."del unlink exists touch type rename renamenx expire pexpire expireat pexpireat persist".split(" "),
  ..."ttl pttl expiretime pexpiretime memory|usage".split(" "),
  ..."object|encoding object|freq object|idletime object|refcount".split(" "),
];

/** PUBSUB is left out: it lists the channels of everybody. */
const channelCommands = "publish spublish subscribe ssubscribe psubscribe unsubscribe sunsubscribe punsubscribe";

/** What a connection tells about itself. CLIENT TRACKING is left out: it can report the keys of everybody. */
const connectionCommands = "ping echo time command acl|whoami client|id client|info client|getname client|setname";

const scriptCommands = "eval eval_ro evalsha evalsha_ro script|load script|exists";

/** Commands that name neither a key nor a channel and are permitted nevertheless, for the test that finds others. */
export const harmlessCommands: ReadonlySet<string> = new Set(
  [
    ...`${connectionCommands} client|setinfo ${scriptCommands}`.split(" "),
    ..."multi exec discard unwatch unsubscribe sunsubscribe punsubscribe".split(" "),
    // The server lets everybody run these before they have logged in.
    ..."auth hello quit reset".split(" "),
  ].map((name) => name.toLowerCase()),
);

/**
 * The rules of a user, as arguments of ACL SETUSER after `reset`: an allow list, one key prefix, one channel prefix,
 * and the owner marker.
 *
 * What a category holds grows with the server's version; `-@dangerous -@admin` behind the categories keeps out of them
 * what the server itself calls so, SORT among them.
 */
export function aclRules(names: ExternalNames, parameters: RedisParameters, facts: ServerFacts): readonly string[] {
  return [
    `~${names.keyPrefix}*`,
    "resetchannels",
    `&${names.keyPrefix}*`,
    "-@all",
    ...[...dataCategories, "transaction"].map((category) => `+@${category}`),
    "-@dangerous",
    "-@admin",
    ...keyCommands.map(allow),
    ...channelCommands.split(" ").map(allow),
    ...connectionCommands.split(" ").map(allow),
    ...(facts.version >= 702 ? [allow("client|setinfo")] : []),
    ...(parameters.scripting ? scriptCommands.split(" ").map(allow) : []),
    `(~${names.marker} -@all)`,
  ];
}

function allow(command: string): string {
  return `+${command}`;
}
