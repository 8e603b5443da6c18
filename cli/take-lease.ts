import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { showProgress } from "#cli/show-progress.ts";
import { preferWait } from "#cli/wait-until-settled.ts";
import type { LeaseBody, LeaseView } from "#domain/contracts/lease.ts";
import { createLeaseRoute } from "#domain/contracts/routes/create-lease.ts";
import { releaseLeaseRoute } from "#domain/contracts/routes/release-lease.ts";
import { showLeaseRoute } from "#domain/contracts/routes/show-lease.ts";
import { connectionUrl } from "#domain/credentials/connection-url.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { renderFile } from "#domain/credentials/render-file.ts";
import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { openLease } from "#domain/leases/open-lease.ts";

/** A lease that lets in, with its credential as it is handed over. */
export interface TakenLease {
  readonly lease: LeaseView;
  /** UTF-8 JSON `{fields, url, file}` and a line feed; the caller wipes it. */
  readonly content: Buffer;
  /** Every text of it that no log may show. */
  readonly secrets: readonly string[];
}

const waitSecondsMax = 120;

/** A terminal, what ends the wait there, and who is told of the lease before anything can go wrong with it. */
export type LeaseTerminal = Terminal & {
  readonly stop?: AbortSignal;
  readonly onAsked?: (lease: LeaseView) => Promise<void>;
};

/**
 * Asks for a lease with a key of this process, which is never stored, waits for its login and opens it. One that cannot
 * be opened, or that nobody waits for any more (`stop`), is given back.
 *
 * @throws CliError with the server's reason
 */
export async function takeLease(
  resourceId: string,
  body: Omit<LeaseBody, "publicKey">,
  terminal: LeaseTerminal,
): Promise<TakenLease> {
  const key = await createClaimKey();
  // Its answer comes at once: what it says is needed to give the lease back.
  const headers = { "idempotency-key": randomUUID() };
  const call = { params: { id: resourceId }, body: { ...body, publicKey: key.publicKey }, headers };
  const asked = await showProgress(
    terminal,
    () => "The login is made",
    () => callRoute(createLeaseRoute, call, terminal),
  );
  try {
    await terminal.onAsked?.(asked);
    const lease = await showProgress(
      terminal,
      () => `${asked.leaseId} waits for its login`,
      () => waitUntilMade(asked, terminal),
    );
    const credential = await openLease(key, lease, resourceId);
    const file = renderFile(credential);
    const url = connectionUrl(credential);
    const written = { fields: credential.fields, url, ...(file && { file }) };
    const secrets = [...secretTexts(credential), ...(url === null ? [] : [url]), ...(file ? [file.content] : [])];
    return { lease, content: Buffer.from(`${JSON.stringify(written, null, 2)}\n`), secrets };
  } catch (cause) {
    await giveBack(asked, terminal);
    if (terminal.stop?.aborted) throw new CliError("Nobody waits for the lease any more.", { cause });
    if (cause instanceof CliError) throw cause;
    throw new CliError("The lease was made, but the answer cannot be decrypted. It was given back.", { cause });
  }
}

/** Ends a lease; one that cannot be given back ends by itself, and so it is said. */
export async function giveBack({ leaseId, expiresAt }: LeaseView, terminal: Terminal): Promise<void> {
  await callRoute(releaseLeaseRoute, { params: { id: leaseId }, body: {} }, terminal).catch(() => {
    terminal.err(
      `Latchkey could not be told that ${leaseId} is over: it ends by itself${expiresAt ? ` at ${expiresAt}` : ""}.\n`,
    );
  });
}

function secretTexts({ fields, layout }: OpenedCredential): string[] {
  return layout.fields.filter(({ secret }) => secret).map(({ name }) => String(fields[name]));
}

async function waitUntilMade(asked: LeaseView, terminal: LeaseTerminal): Promise<LeaseView> {
  const deadline = performance.now() + waitSecondsMax * 1000;
  let lease = asked;
  while (lease.state === "waiting") {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw new CliError("Its login was not made in time. The lease was given back: try again.");
    const headers = { prefer: preferWait(leftMs / 1000) };
    const signal = terminal.stop;
    lease = await callRoute(
      showLeaseRoute,
      { params: { id: lease.leaseId }, headers, ...(signal && { signal }) },
      terminal,
    );
    // Something between us and the API may ignore the preference and answer at once.
    if (lease.state === "waiting") await new Promise((resolve) => setTimeout(resolve, 500));
  }
  terminal.stop?.throwIfAborted();
  if (lease.state !== "active") throw new CliError(`There is no lease. ${lease.reason ?? "It is over already."}`);
  return lease;
}
