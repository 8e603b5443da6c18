import type { ReactNode } from "react";
import { openPage } from "#app/open-page.ts";
import { GuardrailTabs } from "#components/guardrails/guardrail-tabs.tsx";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";

/** What decides: every view of the guardrails under one head. */
export default async function GuardrailsLayout({ children }: { children: ReactNode }) {
  const { actor } = await openPage("/guardrails");
  return (
    <>
      <GuardrailTabs keeper={canKeepGuardrails(actor)} />
      {children}
    </>
  );
}
