import { ToldOnce } from "#components/patterns/told-once.tsx";

/** Tells a new signing key. */
export function NewKeyCallout({ signingKey, onDone }: { signingKey: string | null; onDone: () => void }) {
  return (
    <ToldOnce noun="signing key" secret={signingKey} again="Rotate the key to get another one." onDone={onDone}>
      Give it to the receiver now: it is not shown again, to anybody. The receiver proves with it that a message is
      ours.
    </ToldOnce>
  );
}
