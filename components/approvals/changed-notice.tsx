import { RefreshCw } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

/** Says that the request is another than the one that was being read, until its reader has looked again. */
export function ChangedNotice({ onSeen }: { onSeen: () => void }) {
  return (
    <Callout
      tone="wait"
      icon={RefreshCw}
      role="alert"
      title="It changed while you were reading"
      action={<Button onClick={onSeen}>I have looked again</Button>}
    >
      What you see is what is asked for now. Look at it again, then decide.
    </Callout>
  );
}
