// The yardstick of a claim: a process that answers HTTP by the one statement no claim can do without. It asks for no
// token, opens and seals nothing, keeps no record, and is not told that the answer arrived.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openPool } from "#server/adapters/db/open-pool.ts";

const pool = openPool(process.env.DATABASE_URL ?? "", { name: "bare claim" });
const server = createServer((req, res) => {
  void claim((req.url ?? "/").slice(1)).then(
    (rows) =>
      res.writeHead(rows.length === 1 ? 200 : 409, { "content-type": "application/json" }).end(JSON.stringify(rows)),
    (error: unknown) => res.writeHead(500).end(String(error)),
  );
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit(0));

async function claim(id: string): Promise<unknown[]> {
  const statement = {
    name: "claim",
    text: `UPDATE bare_grants SET state = 'revealed', revealed_at = now()
      WHERE id = $1 AND state = 'pending' RETURNING id, encode(ciphertext, 'base64') AS ciphertext`,
    values: [id],
  };
  return (await pool.query(statement)).rows;
}
