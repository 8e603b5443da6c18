"use client";

import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { TestResult } from "#components/trust-rules/test-result.tsx";
import type { RuleFormOptions } from "#components/trust-rules/rule-form-options.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { testedTokenSchema, type TestedToken } from "#domain/contracts/trust-rule-test.ts";
import { tokenCharactersMax } from "#domain/federation/rule-limits.ts";

/** Takes the token of a workload and tells how it stands to the rules; the token leaves the field as soon as it was sent. */
export function TokenTester({ options }: { options: RuleFormOptions }) {
  const [token, setToken] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tested, setTested] = useState<TestedToken | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const given = token.trim();
    setMissing(given === "");
    if (given === "" || busy) return;
    setBusy(true);
    setError(null);
    setTested(null);
    try {
      const call = { path: "/trust-rules/test", body: { token: given }, answer: testedTokenSchema };
      setTested(await callApi({ method: "POST", ...call }));
      setToken("");
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Panel title="Token" padded>
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
          <Field
            label="Token of a workload"
            hint="It is not used up, and kept nowhere: not stored, logged or shown again."
            error={missing ? "Paste a token first." : undefined}
          >
            {(control) => (
              <Textarea
                {...control}
                value={token}
                maxLength={tokenCharactersMax}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                className="max-h-60 font-mono [overflow-wrap:anywhere]"
                onChange={(event) => setToken(event.target.value)}
              />
            )}
          </Field>
          {error !== null && <ProblemCallout error={error} />}
          <div>
            <Button type="submit" variant="primary" busy={busy}>
              Test
            </Button>
          </div>
        </form>
      </Panel>
      {tested && <TestResult tested={tested} options={options} />}
    </div>
  );
}
