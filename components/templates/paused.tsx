import { CirclePause } from "lucide-react";
import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";

interface PausedProps {
  title: string;
  /** Since when and why, each a sentence. */
  pauses: readonly string[];
  /** Whether it can be asked for somewhere else. */
  isReadySomewhere: boolean;
  action?: ReactNode;
}

/** Says before a form, or in its place, that nothing new is built where a check of the back end failed. */
export function Paused({ title, pauses, isReadySomewhere, action }: PausedProps) {
  return (
    <div className="mb-6 max-w-3xl">
      <Callout
        tone="wait"
        icon={CirclePause}
        title={isReadySomewhere ? `${title} is paused in some environments` : `${title} is paused`}
        {...(action !== undefined && { action })}
      >
        <div className="flex flex-col gap-1">
          {pauses.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <p className="text-ink-3">
            {isReadySomewhere
              ? "Choose another environment, or come back: it resumes by itself once the check passes."
              : "It resumes by itself once the check passes. What you have works on."}
          </p>
        </div>
      </Callout>
    </div>
  );
}
