"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { replayHref, type ReplayQuestion } from "#components/guardrails/replay-href.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { ruleTrials, type RuleTrial } from "#domain/policies/candidate-catalog.ts";

const asTheyAre = "as-they-are";
const periods = [7, 30, 90].map((days) => ({ value: String(days), label: `${days} days` }));
const trialWords = { enforce: "In force", shadow: "In shadow mode", off: "Not there" } as const satisfies Record<
  RuleTrial,
  string
>;
const trials = ruleTrials.map((value) => ({ value, label: trialWords[value] }));

interface ReplayFormProps {
  rules: readonly { readonly id: string; readonly title: string }[];
  asked: ReplayQuestion;
}

/** Asks what a rule would have done to past requests; the question is the address. */
export function ReplayForm({ rules, asked }: ReplayFormProps) {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const [days, setDays] = useState(String(asked.days));
  const [rule, setRule] = useState(asked.rule ?? asTheyAre);
  const [as, setAs] = useState<RuleTrial>(asked.as);
  const choices = [
    { value: asTheyAre, label: "All rules as they are today" },
    ...rules.map(({ id, title }) => ({ value: id, label: `${id}: ${title}` })),
  ];
  const ask = () => {
    const question = { days: Number(days), rule: rule === asTheyAre ? null : rule, as };
    startTransition(() => router.push(replayHref(question)));
  };
  return (
    <form
      aria-label="Replay"
      className="panel flex flex-wrap items-end gap-x-6 gap-y-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <Field label="Requests of the last" kind="group">
        {({ "aria-labelledby": labelledBy }) => (
          <Segmented aria-labelledby={labelledBy} choices={periods} value={days} onValueChange={setDays} />
        )}
      </Field>
      <div className="min-w-0 flex-[1_1_16rem] sm:max-w-md">
        <Field label="Rule that is tried">
          {(control) => <Select {...control} choices={choices} value={rule} onValueChange={setRule} />}
        </Field>
      </div>
      {rule !== asTheyAre && (
        <Field label="As if it were" kind="group">
          {({ "aria-labelledby": labelledBy }) => (
            <Segmented
              aria-labelledby={labelledBy}
              choices={trials}
              value={as}
              onValueChange={(value) => setAs(ruleTrials.find((trial) => trial === value) ?? as)}
            />
          )}
        </Field>
      )}
      <Button type="submit" variant="primary" busy={busy}>
        Replay
      </Button>
    </form>
  );
}
