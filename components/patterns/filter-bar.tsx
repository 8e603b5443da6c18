"use client";

import { Search } from "lucide-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useMemo, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import type { Choice } from "#components/ui/choice.ts";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

const typingPauseMs = 250;
const any = "any";

interface Filter {
  /** Name of the query parameter. */
  readonly key: string;
  readonly label: string;
  readonly choices: readonly Choice[];
}

interface FilterBarProps {
  /** What is listed, e.g. "requests". */
  noun: string;
  filters: readonly Filter[];
}

/** Narrows a list; every filter is part of the address, and a change starts again at the first page. */
export function FilterBar({ noun, filters }: FilterBarProps) {
  const [loading, startTransition] = useTransition();
  const keys = ["q", "cursor", ...filters.map((filter) => filter.key)].join(" ");
  const parsers = useMemo(() => Object.fromEntries(keys.split(" ").map((key) => [key, parseAsString])), [keys]);
  const [values, setValues] = useQueryStates(parsers, { shallow: false, startTransition });
  const active = values.q || filters.some((filter) => values[filter.key]);

  return (
    <div role="search" aria-label={`Filter ${noun}`} className="my-3 flex flex-wrap items-center gap-2">
      <div className="relative min-w-0 flex-[1_1_14rem] sm:max-w-72">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
        <Input
          type="search"
          aria-label={`Search ${noun}`}
          placeholder={`Search ${noun}`}
          value={values.q ?? ""}
          onChange={(event) =>
            void setValues(
              { q: event.target.value || null, cursor: null },
              { limitUrlUpdates: event.target.value === "" ? undefined : debounce(typingPauseMs) },
            )
          }
          className="pl-8.5"
        />
      </div>
      {filters.map(({ key, label, choices }) => (
        <Select
          key={key}
          aria-label={label}
          choices={[{ value: any, label: `Any ${label.toLowerCase()}` }, ...choices]}
          value={values[key] ?? any}
          onValueChange={(value) => void setValues({ [key]: value === any ? null : value, cursor: null })}
          className="w-auto"
        />
      ))}
      {active && (
        <Button
          variant="quiet"
          onClick={() => void setValues(Object.fromEntries(Object.keys(parsers).map((key) => [key, null])))}
        >
          Clear
        </Button>
      )}
      {loading && <Spinner className="text-ink-3" />}
      <span role="status" className="sr-only">
        {loading ? "Loading" : ""}
      </span>
    </div>
  );
}
