import type { Metadata } from "next";
import { Suspense } from "react";
import { listHref } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { ReplayForm } from "#components/guardrails/replay-form.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { TableSkeleton } from "#components/patterns/table-skeleton.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { listTriableRules } from "#server/policies/list-triable-rules.ts";
import { readQuestion } from "#app/(portal)/guardrails/replay/read-question.ts";
import { ReplayOutcome } from "#app/(portal)/guardrails/replay/replay-outcome.tsx";

export const metadata: Metadata = { title: "Replay" };

const path = "/guardrails/replay";

/** Tries a rule on past requests before it bites; the address is the question. */
export default async function ReplayPage({ searchParams }: PageProps<"/guardrails/replay">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const rules = await orNotFound(listTriableRules(ctx, actor));
  const { question, isAsked } = readQuestion(params);
  const key = JSON.stringify(question);
  return (
    <>
      <PageHeader
        title="Replay"
        lead="Decides past requests again, from what their records say, and lists those that would come out otherwise. Nothing is changed."
      />
      <ReplayForm key={`form ${key}`} rules={rules} asked={question} />
      <div className="mt-5">
        {isAsked ? (
          <Suspense key={key} fallback={<TableSkeleton label="Deciding past requests again" />}>
            <ReplayOutcome ctx={ctx} actor={actor} question={question} />
          </Suspense>
        ) : (
          <EmptyState title="Nothing tried yet">
            Choose a rule in shadow mode and see what it would have asked for, or one in force and see what it costs.
            With the rules as they are, a replay shows what their changes have come to since each request was decided.
          </EmptyState>
        )}
      </div>
    </>
  );
}
