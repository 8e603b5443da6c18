/** A connection as CLIENT LIST shows it. */
export interface ListedConnection {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  /** How long it has been open. */
  readonly ageSeconds: number;
  /** Since its last command. */
  readonly idleSeconds: number;
  /** Where it comes from, without the port. */
  readonly host: string;
}

/** Reads the answer to CLIENT LIST; neither names nor users can hold a space. */
export function listConnections(list: string): readonly ListedConnection[] {
  return list
    .split("\n")
    .filter((line) => line.startsWith("id="))
    .map((line) => {
      const fields = new Map(
        line.split(" ").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
      );
      const [name = "", user = ""] = [fields.get("name"), fields.get("user")];
      return {
        id: Number(fields.get("id")),
        name,
        user,
        ageSeconds: Number(fields.get("age") ?? 0),
        idleSeconds: Number(fields.get("idle") ?? 0),
        host: (fields.get("addr") ?? "").replace(/:\d+$/, ""),
      };
    });
}
