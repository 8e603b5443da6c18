"use client";

import { useState } from "react";
import type { FieldControl } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

interface LinesControlProps {
  attributes: FieldControl;
  value: readonly string[];
  onChange: (value: readonly string[] | undefined) => void;
  onBlur: () => void;
}

/** A list of texts, one in each line; empty lines and spaces around are left out. */
export function LinesControl({ attributes, value, onChange, onBlur }: LinesControlProps) {
  const [text, setText] = useState(value.join("\n"));
  // A value that came from elsewhere, such as a remedy, replaces what was typed.
  const shown = linesOf(text).join("\n") === value.join("\n") ? text : value.join("\n");
  return (
    <Textarea
      {...attributes}
      value={shown}
      onChange={(event) => {
        const lines = linesOf(event.target.value);
        setText(event.target.value);
        onChange(lines.length === 0 ? undefined : lines);
      }}
      onBlur={onBlur}
    />
  );
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
