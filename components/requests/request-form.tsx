"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMemo, useRef } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { IdentityFields, PlaceFields, PurposeField } from "#components/requests/base-fields.tsx";
import { DecisionPreviewPanel } from "#components/requests/decision-preview-panel.tsx";
import { formPath } from "#components/requests/form-path.ts";
import { initialValues, prefilledValues } from "#components/requests/initial-values.ts";
import { LifetimeField } from "#components/requests/lifetime-field.tsx";
import { ParameterField } from "#components/requests/parameter-field.tsx";
import { parameterProperties } from "#components/requests/parameter-properties.ts";
import type { RequestFormOptions } from "#components/requests/request-form-options.ts";
import { plainIssue, requestFormSchema, type RequestFormValues } from "#components/requests/request-form-schema.ts";
import { SubmitBar } from "#components/requests/submit-bar.tsx";
import { useDecisionPreview } from "#components/requests/use-decision-preview.ts";
import { useDraft } from "#components/requests/use-draft.ts";
import { useSubmitKeys } from "#components/requests/use-submit-keys.ts";
import { useSubmitRequest } from "#components/requests/use-submit-request.ts";
import { Button } from "#components/ui/button.tsx";
import type { SubmitBody } from "#domain/contracts/request.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

interface RequestFormProps {
  template: TemplateView;
  options: RequestFormOptions;
  /** Values to start from instead of the defaults, e.g. those of an earlier request with a remedy applied. */
  prefill: SubmitBody | null;
  /** Why nothing can be filed by this person. */
  disabledReason: string | null;
}

/** The form of one template, made from its schema, with the guardrails' answer beside it. */
export function RequestForm({ template, options, prefill, disabledReason }: RequestFormProps) {
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
  const preview = useDecisionPreview(values);
  const { submit, busy, error } = useSubmitRequest(form);
  const send = form.handleSubmit(submit);
  const element = useRef<HTMLFormElement>(null);
  useSubmitKeys(element);

  function apply(pointer: string, value: unknown) {
    const path = formPath(pointer);
    if (path !== null)
      form.setValue(path, value as never, { shouldDirty: true, shouldTouch: true, shouldValidate: true });
  }

  return (
    <FormProvider {...form}>
      <form
        noValidate
        aria-label={`Request ${template.title}`}
        onSubmit={(event) => void send(event)}
        ref={element}
        className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_23rem]"
      >
        <div className="flex min-w-0 flex-col gap-6">
          {restored && <RestoredNote onStartOver={startOver} />}
          <IdentityFields options={options} />
          <PlaceFields options={options} />
          {parameterProperties(template).map((parameter) => (
            <ParameterField key={parameter.name} parameter={parameter} sizes={template.sizes} />
          ))}
          <LifetimeField
            maxHours={preview.decision?.effective.lifetimeHoursMax ?? null}
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
