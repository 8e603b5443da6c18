"use client";

import { Search } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { TemplateCard, type OfferedEnvironment } from "#components/templates/template-card.tsx";
import { matchesQuery } from "#components/templates/matches-query.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Input } from "#components/ui/input.tsx";
import type { TemplateView } from "#domain/contracts/template.ts";

interface TemplateListProps {
  templates: readonly TemplateView[];
  environments: readonly OfferedEnvironment[];
  /** True for whoever can connect what is not connected. */
  canConnect: boolean;
}

/** The catalog, narrowed as one types; the search is part of the address. */
export function TemplateList({ templates, environments, canConnect }: TemplateListProps) {
  const [query, setQuery] = useQueryState("q", parseAsString.withDefault(""));
  const shown = templates.filter((template) => matchesQuery(template, query.trim()));
  if (templates.length === 0) {
    return (
      <EmptyState title="The catalog is empty">
        The platform team adds templates as files in <code>catalog/templates</code>.
      </EmptyState>
    );
  }
  return (
    <>
      <div role="search" className="relative mb-4 max-w-md">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
        <Input
          type="search"
          aria-label="Search the catalog"
          placeholder="Search the catalog"
          value={query}
          onChange={(event) => void setQuery(event.target.value || null)}
          className="pl-8.5"
        />
      </div>
      <p role="status" className="sr-only">
        {shown.length} of {templates.length} templates
      </p>
      {shown.length === 0 ? (
        <EmptyState
          title={`Nothing in the catalog matches “${query}”`}
          action={<Button onClick={() => void setQuery(null)}>Show everything</Button>}
        >
          Try another word, or ask the platform team to offer it.
        </EmptyState>
      ) : (
        <ul className="flex flex-col gap-3">
          {shown.map((template) => (
            <TemplateCard
              key={template.id}
              template={template}
              canConnect={canConnect}
              environments={environments.filter(({ id }) => template.environments.includes(id))}
            />
          ))}
        </ul>
      )}
    </>
  );
}
