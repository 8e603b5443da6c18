"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { CreateRuleForm } from "#components/trust-rules/create-rule-form.tsx";
import type { RuleFormOptions } from "#components/trust-rules/rule-form-options.ts";
import type { RuleStart } from "#components/trust-rules/rule-start.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toasts } from "#components/ui/toasts.ts";

interface CreateRuleActionProps {
  options: RuleFormOptions;
  label: string;
  /** What the form begins with; nothing: it is empty. */
  start?: RuleStart | undefined;
}

/** Makes a trust rule, and goes to the list of them. */
export function CreateRuleAction({ options, label, start }: CreateRuleActionProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);

  function created() {
    setOpen(false);
    toasts.add({ title: "The trust rule is made", description: "Its workloads can get a token now." });
    router.push("/trust-rules");
    router.refresh();
  }

  return (
    <>
      <Button variant="primary" disabledReason={reasonOf(options)} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Create a trust rule"
        description="It names one workload by exact values. Whatever has them all may become the service account."
      >
        <CreateRuleForm options={options} start={start} onCancel={() => setOpen(false)} onCreated={created} />
      </Dialog>
    </>
  );
}

function reasonOf({ accounts, issuers }: RuleFormOptions): string | null {
  if (issuers.length === 0) return "The catalog names no workload issuer. The platform team lists one in issuers.yaml.";
  if (accounts.length > 0) return null;
  return "Only leads of a team and the platform team make trust rules, for a service account that is active.";
}
