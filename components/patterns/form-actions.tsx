import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";

interface FormActionsProps {
  /** Says what sending the form does. */
  readonly children: ReactNode;
  readonly variant?: "primary" | "danger-solid";
  readonly busy: boolean;
  readonly onCancel: () => void;
}

/** The end of a form in a dialog: what sends it, and the way out. */
export function FormActions({ children, variant = "primary", busy, onCancel }: FormActionsProps) {
  return (
    <div className="flex flex-row-reverse justify-start gap-2">
      <Button type="submit" variant={variant} busy={busy}>
        {children}
      </Button>
      <Button variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
