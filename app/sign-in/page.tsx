import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { signInError } from "#app/sign-in/sign-in-error.ts";
import { EmbeddedBanner } from "#components/shell/embedded-banner.tsx";
import { KeyProfile } from "#components/patterns/key-profile.tsx";
import { Mark } from "#components/shell/mark.tsx";
import { SignInButton } from "#components/shell/sign-in-button.tsx";
import { getWebContext } from "#server/context.ts";
import { getActorOrNull } from "#server/identity/get-actor.ts";
import { getIdleEnd } from "#server/identity/get-idle-end.ts";
import { safeReturnPath } from "#server/identity/safe-return-path.ts";

export const metadata: Metadata = { title: "Sign in" };

/** The only way in: one button to the identity provider. */
export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, error } = await searchParams;
  const { settings } = await getWebContext();
  const returnTo = safeReturnPath(
    typeof callbackUrl === "string" ? pathOf(callbackUrl, settings.LATCHKEY_PUBLIC_URL) : null,
  );
  if ((await getActorOrNull()) !== null) redirect(returnTo);
  const problem = signInError(error) ?? idleSentence(await getIdleEnd());
  const embedded = settings.OIDC_ISSUER === undefined;
  return (
    <div className="flex min-h-dvh flex-col">
      {embedded && <EmbeddedBanner />}
      <main id="content" className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center px-6 py-12">
        <Mark className="size-11" />
        <h1 className="mt-5 text-3xl tracking-[-0.02em]">Latchkey</h1>
        <p className="mt-2 text-lg text-ink-2">
          Ask for a database and have it in seconds. No ticket, no password in a chat.
        </p>
        {problem && (
          <p role="alert" className="mt-6 rounded-md border border-bad-line bg-bad-tint px-3 py-2.5 text-md">
            {problem}
          </p>
        )}
        <div className="mt-6">
          <SignInButton returnTo={returnTo} />
        </div>
        {embedded && (
          <p className="mt-4 text-sm text-ink-3">
            On the next page you pick one of the demo people: Dana asks, Priya approves, Ava audits.
          </p>
        )}
        <KeyProfile digest="sha256:5a3d81e7" className="mt-10 opacity-70" />
      </main>
    </div>
  );
}

/** Why somebody who was signed in is here. */
function idleSentence(minutes: number | null): string | null {
  if (minutes === null) return null;
  return `You were signed out after ${minutes} ${minutes === 1 ? "minute" : "minutes"} without use. Sign in to go on.`;
}

/** An address on this origin as its path; anything else as it is, for the check that follows. */
function pathOf(address: string, origin: string): string {
  return address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;
}
