import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { decodeBase64url, encodeBase64url } from "#domain/credentials/base64url.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { enrolmentText } from "#domain/credentials/device-enrolment.ts";
import { openClaim } from "#domain/credentials/open-claim.ts";
import { encodeBinding, payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { newId } from "#server/ids/new-id.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

// Forgeries are what these tests make: what is logged of them would bury the rest.
process.env.LOG_LEVEL ??= "silent";

const restricted = { environment: "production", classification: "restricted" } as const;

/** A server, and the superuser's connection that stands for whoever can write rows. */
async function openInstallation() {
  const server = await openTestServer();
  await server.actor("dana");
  const admin = new pg.Pool({ connectionString: server.ledger.url, max: 2 });
  onTestFinished(() => admin.end());
  const { rows } = await admin.query<{ id: string; issuer: string; subject: string }>(
    "SELECT id, issuer, subject FROM principals WHERE subject = 'dana'",
  );
  const [dana] = rows;
  if (dana === undefined) throw new Error("dana is not there");
  return { server, admin, dana };
}

type Installation = Awaited<ReturnType<typeof openInstallation>>;

/** Puts a device row; `forge` changes what stands in it after reveal has signed. */
async function putDevice({ server, admin, dana }: Installation, forge: Record<string, unknown> = {}) {
  const key = await createClaimKey();
  const id = newId("dev");
  const enrolledAt = new Date();
  const signer = await openSigner(kekPaths(join(server.home, "kek")).deviceKey.signingKey);
  const { issuer, subject } = dana;
  const enrolment = signer?.sign(
    enrolmentText({ id, owner: { issuer, subject }, publicKey: key.publicKey, enrolledAt }),
  );
  const row = {
    id,
    principal_id: dana.id,
    public_key: Buffer.from(decodeBase64url(key.publicKey)),
    enrolment,
    ...forge,
  };
  await admin.query(
    `INSERT INTO devices(id, principal_id, name, public_key, enrolment, enrolled_at, chosen_at)
     VALUES ($1, $2, 'Laptop', $3, $4, $5, clock_timestamp())`,
    [row.id, row.principal_id, row.public_key, row.enrolment, enrolledAt],
  );
  return { id: String(row.id), key };
}

async function approve(server: TestServer, id: string): Promise<void> {
  const { digest } = await showRequest(server.web, await server.actor("dana"), id);
  const vote = { verdict: "approve" as const, comment: "", digest };
  await decideRequest(server.web, await server.actor("priya"), { id, ...vote });
}

test("without a device it is denied with what cures it; with one it is built, and only the device opens it", async () => {
  const place = await openInstallation();
  const { server, admin, dana } = place;
  const denied = await server.submit("dana", restricted);
  expect(denied.state).toBe("denied");
  const remedies = denied.decision.trace.flatMap(({ remedy }) => remedy ?? []);
  expect(remedies).toContainEqual({ path: "/device", op: "=", value: "enrol_device" });

  const device = await putDevice(place);
  const { id } = await server.submit("dana", restricted);
  await approve(server, id);
  await server.build(id);
  const { state, grants, resource } = await showRequest(server.web, await server.actor("dana"), id);
  expect(state).toBe("fulfilled");
  const [grant] = grants;
  const { rows } = await admin.query<Record<string, Buffer & string>>("SELECT * FROM sealed_payloads");
  const [payload] = rows;
  expect([rows.length, payload?.alg, payload?.key_id]).toEqual([1, payloadAlgorithms.device, device.id]);
  const aad = encodeBinding(
    {
      grantId: grant?.id ?? "",
      resourceId: resource?.id ?? "",
      generation: 1,
      recipient: { issuer: dana.issuer, subject: dana.subject },
      expiresAt: new Date(grant?.expiresAt ?? 0),
      classification: "restricted",
    },
    { alg: payloadAlgorithms.device, keyId: device.id },
  );
  const sealed = {
    enc: encodeBase64url(new Uint8Array(payload?.wrapped_dek ?? [])),
    ciphertext: encodeBase64url(new Uint8Array(payload?.ciphertext ?? [])),
    aad,
  };
  const { fields } = await openClaim(device.key, grant?.id ?? "", sealed);
  const tenant = new pg.Client({
    host: String(fields.host),
    port: Number(fields.port),
    database: String(fields.database),
    user: String(fields.username),
    password: String(fields.password),
  });
  await tenant.connect();
  expect((await tenant.query("SELECT 1 AS alive")).rows).toEqual([{ alive: 1 }]);
  await tenant.end();
});

test("a device that is removed after the approval stops the request before anything is built", async () => {
  const place = await openInstallation();
  const { server, admin } = place;
  await putDevice(place);
  const { id } = await server.submit("dana", restricted);
  await approve(server, id);
  await admin.query("UPDATE devices SET removed_at = clock_timestamp()");
  await server.build(id);
  const { state, resource } = await showRequest(server.web, await server.actor("dana"), id);
  expect([state, resource]).toEqual(["denied", null]);
});

test("a device that reveal did not sign for exactly this person and key is sealed to by nobody", async () => {
  const place = await openInstallation();
  const { server, admin, dana } = place;
  const { worker } = server;
  const foreign = Buffer.from(decodeBase64url((await createClaimKey()).publicKey));
  const { enrolment } = (
    await admin.query<{ enrolment: string }>("SELECT enrolment FROM devices WHERE id = $1", [
      (await putDevice(place)).id,
    ])
  ).rows[0] ?? { enrolment: "" };
  await admin.query("DELETE FROM devices");
  const forgeries = [
    { public_key: foreign },
    { enrolment: "" },
    { enrolment: "I am dana's, believe me.\n\n— latchkey/devices AAAA\n" },
    { enrolment },
    { id: newId("dev") },
  ];
  for (const forge of forgeries) {
    await putDevice(place, forge);
    expect(await worker.findDevice(dana)).toBeNull();
  }
  await server.actor("noor");
  const noor = (await admin.query<{ id: string }>("SELECT id FROM principals WHERE subject = 'noor'")).rows[0];
  await putDevice(place, { principal_id: noor?.id });
  const asNoor = { id: noor?.id ?? "", issuer: dana.issuer, subject: "noor" };
  expect(await worker.findDevice(asNoor)).toBeNull();
  const real = await putDevice(place);
  expect((await worker.findDevice(dana))?.id).toBe(real.id);
});

test("when every device of the recipient is a forgery, the run ends clean: nothing is sealed to a server's key instead", async () => {
  const place = await openInstallation();
  const { server, admin } = place;
  await putDevice(place, { enrolment: "" });
  const { id } = await server.submit("dana", restricted);
  await approve(server, id);
  await server.build(id);
  const { state } = await showRequest(server.web, await server.actor("dana"), id);
  expect(state).toBe("failed");
  expect((await admin.query("SELECT FROM sealed_payloads")).rows).toHaveLength(0);
});
