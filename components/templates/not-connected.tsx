import { Unplug } from "lucide-react";
import { ConnectSteps } from "#components/templates/connect-steps.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Callout } from "#components/ui/callout.tsx";

interface NotConnectedProps {
  title: string;
  steps: readonly string[];
  canConnect: boolean;
}

/** What stands in place of a form that could only end in a refusal. */
export function NotConnected({ title, steps, canConnect }: NotConnectedProps) {
  return (
    <div className="max-w-3xl">
      <Callout
        tone="wait"
        icon={Unplug}
        title={`${title} is not connected yet`}
        action={<ButtonLink href="/">Back to the catalog</ButtonLink>}
      >
        <div className="flex flex-col gap-1">
          <ConnectSteps steps={steps} canConnect={canConnect} />
          <p className="text-ink-3">Nothing can be requested until then; afterwards the form stands here.</p>
        </div>
      </Callout>
    </div>
  );
}
