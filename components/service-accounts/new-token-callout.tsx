import { ToldOnce } from "#components/patterns/told-once.tsx";

/** Tells a new token. */
export function NewTokenCallout({ token, onDone }: { token: string | null; onDone: () => void }) {
  return (
    <ToldOnce noun="token" secret={token} again="Revoke it below and make another one." onDone={onDone}>
      Copy it now to where your secrets are kept: it is not shown again, to anybody, and is stored nowhere here.
    </ToldOnce>
  );
}
