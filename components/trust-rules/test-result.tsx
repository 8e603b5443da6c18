import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import { Panel } from "#components/patterns/panel.tsx";
import { ClaimList } from "#components/trust-rules/claim-list.tsx";
import { CreateRuleAction } from "#components/trust-rules/create-rule-action.tsx";
import type { RuleFormOptions } from "#components/trust-rules/rule-form-options.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Link } from "#components/ui/link.tsx";
import type { TestedToken } from "#domain/contracts/trust-rule-test.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";

const verificationLooks = {
  valid: { title: "The token would be taken, unless it was exchanged already", tone: "good", icon: CircleCheck },
  refused: { title: "The token would not be taken", tone: "bad", icon: CircleX },
  not_checked: { title: "The token was not checked", tone: "wait", icon: CircleHelp },
} as const;

/** How a token stands: whether it is taken, what it says, which rules it meets, and a rule for exactly its workload. */
export function TestResult({ tested, options }: { tested: TestedToken; options: RuleFormOptions }) {
  const { issuer, verification, subject, claims } = tested;
  const look = verificationLooks[verification.state];
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Callout tone={look.tone} icon={look.icon} role="status" title={look.title}>
        <p>{verification.message}</p>
        {issuer === null && <p className="mt-1">Its issuer is not one of the catalog's, so no rule is met.</p>}
      </Callout>
      <MetRules tested={tested} />
      <NearRules tested={tested} />
      <Proposal tested={tested} options={options} />
      {claims.length > 0 && (
        <Panel title="What it says">
          {subject !== null && <p className="border-b border-line px-4 py-3 text-sm text-ink-2">{subject}</p>}
          <dl className="divide-y divide-line text-md">
            {claims.map(({ name, value, help }) => (
              <div key={name} className="px-4 py-2">
                <dt className="flex flex-wrap gap-x-2 text-sm text-ink-3">
                  <code className="[overflow-wrap:anywhere]">{name}</code> {help}
                </dt>
                <dd className="[overflow-wrap:anywhere]">
                  {value === "" ? <span className="text-ink-3">empty</span> : <code>{value}</code>}
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
    </div>
  );
}

function MetRules({ tested: { met, issuer } }: { tested: TestedToken }) {
  if (issuer === null) return null;
  return (
    <Panel title="Rules that it meets">
      {met.length === 0 ? (
        <p className="px-4 py-6 text-md text-ink-3">It meets no rule that you may see.</p>
      ) : (
        <ul className="divide-y divide-line">
          {met.length > 1 && (
            <li className="px-4 py-3 text-sm text-ink-2">It meets several: the exchange has to say which account.</li>
          )}
          {met.map(({ rule, free }) => (
            <li key={rule.id} className="px-4 py-3">
              <RuleName rule={rule} />
              {free.length > 0 && (
                <>
                  <p className="mt-2 text-sm text-ink-2">It leaves free, for anybody who has the rest:</p>
                  <ul className="mt-1 list-disc pl-5 text-sm text-ink-2">
                    {free.map(({ name, given, why }) => (
                      <li key={name} className="[overflow-wrap:anywhere]">
                        <code>{name}</code>, here <code>{given}</code>. {why}
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function NearRules({ tested: { near } }: { tested: TestedToken }) {
  if (near.length === 0) return null;
  return (
    <Panel title="Rules that it does not meet">
      <ul className="divide-y divide-line">
        {near.map(({ rule, differs, refusal }) => (
          <li key={rule.id} className="px-4 py-3">
            <RuleName rule={rule} />
            {refusal !== null && <p className="mt-1 text-sm text-ink-2">{refusal}</p>}
            <ul className="mt-1 list-disc pl-5 text-sm text-ink-2">
              {differs.map(({ name, wanted, given }) => (
                <li key={name} className="[overflow-wrap:anywhere]">
                  <code>{name}</code> must be <code>{wanted}</code>,{" "}
                  {given === null ? (
                    "and the token has none"
                  ) : (
                    <>
                      and is <code>{given}</code>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Proposal({ tested, options }: { tested: TestedToken; options: RuleFormOptions }) {
  const { proposal, obstacles, issuer } = tested;
  if (issuer === null) return null;
  if (proposal === null) {
    return (
      <Panel title="No rule can name this workload" padded>
        <ul className="list-disc pl-5 text-md text-ink-2">
          {obstacles.map(({ claim, message }) => (
            <li key={`${claim} ${message}`} className="[overflow-wrap:anywhere]">
              {claim !== "" && <code>{claim}: </code>}
              {message}
            </li>
          ))}
        </ul>
      </Panel>
    );
  }
  return (
    <Panel title="A rule for exactly this workload" padded>
      <ClaimList claims={proposal.claims} />
      <div className="mt-4">
        <CreateRuleAction options={options} label="Use this rule" start={proposal} />
      </div>
    </Panel>
  );
}

function RuleName({ rule: { description, issuer, serviceAccount } }: { rule: TrustRuleView }) {
  return (
    <p className="text-md [overflow-wrap:anywhere]">
      {description || `Workloads of ${issuer}`}, as{" "}
      <Link href={`/service-accounts/${serviceAccount.id}`}>{`${serviceAccount.team}/${serviceAccount.name}`}</Link>
    </p>
  );
}
