"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMemo, useRef } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { ChangeList } from "#components/decisions/change-list.tsx";
import { limitChanges, type Change } from "#components/decisions/limit-changes.ts";
import type { FieldChange } from "#components/decisions/remedy-actions.ts";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { IdentityFields, PlaceFields, PurposeField } from "#components/requests/base-fields.tsx";
import { DecisionPreviewPanel } from "#components/requests/decision-preview-panel.tsx";
import { fieldChanges } from "#components/requests/field-changes.ts";
import { formPath } from "#components/requests/form-path.ts";
import { initialValues, prefilledValues } from "#components/requests/initial-values.ts";
import { LifetimeField } from "#components/requests/lifetime-field.tsx";
import { ParameterField } from "#components/requests/parameter-field.tsx";
import { parameterProperties } from "#components/requests/parameter-properties.ts";
import type { RequestFormOptions } from "#components/requests/request-form-options.ts";
import { plainIssue, requestFormSchema, type RequestFormValues } from "#components/requests/request-form-schema.ts";
import { SubmitBar } from "#components/requests/submit-bar.tsx";
import { useBaseline, type Baseline, type OriginalRequest } from "#components/requests/use-baseline.ts";
import { useDecisionPreview } from "#components/requests/use-decision-preview.ts";
import { useDraft } from "#components/requests/use-draft.ts";
import { useProblemAtField } from "#components/requests/use-problem-at-field.ts";
import { useSubmitKeys } from "#components/requests/use-submit-keys.ts";
import { useSubmitRequest } from "#components/requests/use-submit-request.ts";
import { Button } from "#components/ui/button.tsx";
import type { Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

interface RequestFormProps {
  template: TemplateView;
  options: RequestFormOptions;
  /** Values to start from instead of the defaults, e.g. those of an earlier request with a remedy applied. */
  prefill: SubmitBody | null;
  /** The earlier request that the values are from, to be compared with. */
  original: OriginalRequest | null;
  /** Why nothing can be filed by this person. */
  disabledReason: string | null;
}

/** The form of one template, made from its schema, with the guardrails' answer beside it. */
export function RequestForm({ template, options, prefill, original, disabledReason }: RequestFormProps) {
  const initial = useMemo(() => {
    const values = initialValues(template, options);
    return prefill === null ? values : prefilledValues(values, template, prefill);
  }, [template, options, prefill]);
  const resolver = useMemo(() => zodResolver(requestFormSchema(template), { error: plainIssue }), [template]);
  const form = useForm<RequestFormValues>({ defaultValues: initial, resolver, mode: "onTouched" });
  const { values, restored, startOver } = useDraft(form, {
    templateId: template.id,
    initial,
    restore: prefill === null,
  });
  const parameters = useMemo(() => parameterProperties(template), [template]);
  const preview = useDecisionPreview(values, parameters);
  const { submit, busy, error } = useSubmitRequest(form);
  const send = form.handleSubmit(submit);
  const element = useRef<HTMLFormElement>(null);
  useSubmitKeys(element);

  const baseline = useBaseline(original, preview);
  useProblemAtField(form, preview.error);

  function apply(changes: readonly FieldChange[]) {
    for (const { path: pointer, value } of changes) {
      const path = formPath(pointer);
      if (path !== null)
        form.setValue(path, value as never, { shouldDirty: true, shouldTouch: true, shouldValidate: true });
    }
  }

  const changes = changesOf({ decision: preview.decision, baseline, original, values });
  const comparison = baseline && <ChangeList title={baseline.title} changes={changes} />;

  return (
    <FormProvider {...form}>
      <form
        noValidate
        aria-label={`Request ${template.title}`}
        onSubmit={(event) => void send(event)}
        ref={element}
        className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_23rem] lg:grid-rows-[auto_1fr]"
      >
        <div className="flex min-w-0 flex-col gap-6">
          {restored && <RestoredNote onStartOver={startOver} />}
          {original !== null && comparison}
          <IdentityFields options={options} />
          <PlaceFields options={options} />
          {original === null && comparison}
          {parameters.map((parameter) => (
            <ParameterField key={parameter.name} parameter={parameter} sizes={template.sizes} />
          ))}
          <LifetimeField
            limit={preview.decision?.effective ?? null}
            before={baseline?.decision.effective.lifetimeHoursMax ?? null}
            templateMaxHours={template.lifetimeHours.max}
          />
          <PurposeField />
        </div>
        <div className="min-w-0 lg:sticky lg:top-7 lg:row-span-2">
          <DecisionPreviewPanel preview={preview} onApply={apply} />
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:col-start-1">
          {error !== null && <ProblemCallout error={error} />}
          <SubmitBar busy={busy} preview={preview} disabledReason={disabledReason} />
        </div>
      </form>
    </FormProvider>
  );
}

interface Compared {
  readonly decision: Decision | undefined;
  readonly baseline: Baseline | null;
  readonly original: OriginalRequest | null;
  readonly values: RequestFormValues;
}

/** The fields that are not as in the earlier request, then what the guardrails make of it. */
function changesOf({ decision, baseline, original, values }: Compared): readonly Change[] {
  const fields = original === null ? [] : fieldChanges(original.body, values);
  return baseline && decision ? [...fields, ...limitChanges(baseline.decision, decision)] : fields;
}

function RestoredNote({ onStartOver }: { onStartOver: () => void }) {
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
      What you typed here before is still there.
      <Button size="sm" variant="quiet" onClick={onStartOver}>
        Start over
      </Button>
    </p>
  );
}
