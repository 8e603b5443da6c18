import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";
import { putGrant, type GrantChange, type TestGrant } from "#tests/reveal/put-grant.ts";
import type { RevealFixture } from "#tests/reveal/reveal-fixture.ts";

/** Puts a grant to restricted data, sealed as a worker does to the device that its recipient chose last. */
export async function putStrictGrant(fixture: RevealFixture, change: GrantChange = {}): Promise<TestGrant> {
  const { admin, kekDir, issuer } = fixture;
  const { rows } = await admin.query<{ id: string; publicKey: Buffer }>(
    `SELECT id, public_key AS "publicKey" FROM devices WHERE principal_id = $1 AND removed_at IS NULL
     ORDER BY chosen_at DESC LIMIT 1`,
    [`prn_${change.recipient ?? "dana"}`],
  );
  const [device] = rows;
  if (device === undefined) throw new Error("There is no device to seal to.");
  const sealer = createSealer(kekDir);
  const toDevice: typeof sealer.seal = (credential, binding) => sealer.seal(credential, binding, device);
  return putGrant(
    { admin, sealer: { ...sealer, seal: toDevice }, issuer: issuer.url },
    { classification: "restricted", environment: "production", ...change },
  );
}
