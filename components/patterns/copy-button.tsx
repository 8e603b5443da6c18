"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { toasts } from "#components/ui/toasts.ts";

/** Copies `text`; `label` names what, e.g. "Copy the database name". */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toasts.add({
        type: "error",
        title: "Nothing was copied",
        description: "The browser did not allow it. Select the text instead.",
      });
    }
  }

  return (
    <Button
      variant="quiet"
      size="sm"
      className="size-6 p-0 [&_svg]:size-3.5"
      aria-label={label}
      onClick={() => void copy()}
    >
      {copied ? <Check aria-hidden className="text-good-ink" /> : <Copy aria-hidden />}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </Button>
  );
}
