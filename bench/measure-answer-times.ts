import { makeInstallation, startInstance, type Instance } from "#bench/instance.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";
import { readSettings } from "#server/settings.ts";
import { answerPairs, comparePair, type ForeignThings, type PairFigure } from "#tests/machine/answer-pairs.ts";

const warmUpSamples = 100;

/** Asks an installation of its own for what somebody else has and for what nobody has, `samples` times each. */
export async function measureAnswerTimes(
  samples: number,
): Promise<readonly (PairFigure & { readonly name: string })[]> {
  const { env, remove } = await makeInstallation();
  try {
    await using instance = await startInstance({ ...env, RATE_LIMIT_ADDRESS_PER_MINUTE: "10000000" });
    const figures: (PairFigure & { readonly name: string })[] = [];
    for (const pair of answerPairs(await makeThings(instance))) {
      await comparePair(instance.url, pair, warmUpSamples);
      figures.push({ name: pair.name, ...(await comparePair(instance.url, pair, samples)) });
    }
    return figures;
  } finally {
    await remove();
  }
}

/** What dana and lee of payments have, and noor of search has not. */
async function makeThings(instance: Instance): Promise<ForeignThings> {
  const [dana, lee, noor] = await Promise.all(["dana", "lee", "noor"].map((name) => tokenOf(instance, name)));
  const create = async (token: string | undefined, path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", prefer: "wait=60" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${instance.url}/api/v1${path}`, init);
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Made;
  };
  await fetch(`${instance.url}/api/v1/templates`, { headers: { authorization: `Bearer ${noor}` } });
  const place = { team: "payments", environment: "dev", classification: "internal" };
  const wanted = { template: "postgres-small", name: "answer-times", ...place, purpose: "A measurement." };
  const request = await create(dana, "/requests", wanted);
  const resource = request.resource?.id ?? "";
  const { publicKey } = await createClaimKey();
  const lease = await create(dana, `/resources/${resource}/leases`, { publicKey, ttlSeconds: 3600 });
  const account = await create(lee, "/service-accounts", { team: "payments", name: "answer-times" });
  const scopes = ["requests:read", "requests:write"];
  const newToken = () => create(lee, "/tokens", { serviceAccount: account.id, scopes, expiresInDays: 1 });
  const [bot, revoked] = [await newToken(), await newToken()];
  await create(lee, `/tokens/${revoked.id}/revoke`, {});
  return {
    stranger: noor ?? "",
    bot: bot.token,
    revokedToken: revoked.token,
    otherEmail: "noor@latchkey.test",
    request: request.id,
    resource,
    grant: request.grants?.[0]?.id ?? "",
    lease: lease.leaseId,
    serviceAccount: account.id,
    token: bot.id,
  };
}

interface Made {
  readonly id: string;
  readonly leaseId: string;
  readonly token: string;
  readonly resource?: { readonly id: string } | null;
  readonly grants?: readonly { readonly id: string }[];
}

async function tokenOf(instance: Instance, name: string): Promise<string> {
  const settings = readSettings({ ...instance.env, NODE_ENV: "production" });
  return createLocalToken(settings, { email: `${name}@latchkey.test`, scopes: ["all"], ttlSeconds: 3600 });
}
