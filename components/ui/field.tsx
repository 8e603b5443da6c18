import { useId, type ReactNode } from "react";
import { CircleAlert } from "lucide-react";

/** The attributes that tie a control to its label, its hint and its error. */
export interface FieldControl {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
  readonly "aria-labelledby": string;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Shown at the label's right, e.g. a character count. */
  aside?: ReactNode;
  optional?: boolean;
  /** `group` for radio groups, which a `<label>` cannot name. */
  kind?: "control" | "group";
  children: (control: FieldControl) => ReactNode;
}

/** A labelled form field; its error stands under it in place of the hint and is announced with it. */
export function Field({ label, hint, error, aside, optional = false, kind = "control", children }: FieldProps) {
  const id = useId();
  const labelId = `${id}-label`;
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  // The error takes the hint's place: a field that grew as it lost focus would move what is being pressed.
  const describedBy = (error && errorId) || (hint ? hintId : undefined);
  const text = (
    <>
      {label}
      {optional && <span className="ml-1.5 font-normal text-ink-3">optional</span>}
    </>
  );
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-4">
        {kind === "control" ? (
          <label id={labelId} htmlFor={id} className="text-md font-medium">
            {text}
          </label>
        ) : (
          <span id={labelId} className="text-md font-medium">
            {text}
          </span>
        )}
        {aside && <span className="text-sm text-ink-3 tabular-nums">{aside}</span>}
      </div>
      {children({
        id,
        "aria-labelledby": labelId,
        "aria-describedby": describedBy,
        "aria-invalid": error ? true : undefined,
      })}
      {error && (
        <p id={errorId} className="flex items-start gap-1.5 text-sm text-bad-ink">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      )}
      {hint && !error && (
        <p id={hintId} className="text-sm text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
