"use client";

import { type KeyboardEvent, type RefObject, useState } from "react";
import { ProblemOrSignIn } from "#components/patterns/sign-in-again.tsx";
import type { Outcome, Verdict } from "#components/approvals/outcome.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { offerHref } from "#components/requests/offer-href.ts";
import type { QueueEntry } from "#domain/contracts/queue.ts";

const commentCharactersMax = 2000;

/** What the bar and the keys of the page share. */
interface Deciding {
  readonly comment: string;
  readonly onComment: (text: string) => void;
  readonly commentField: RefObject<HTMLTextAreaElement | null>;
  readonly confirmButton: RefObject<HTMLButtonElement | null>;
  /** `reject` once somebody said so and the reason is missing; `approve` while something of high risk wants a second yes. */
  readonly asked: Verdict | null;
  readonly onVerdict: (verdict: Verdict) => void;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

interface DecideBarProps extends Deciding {
  entry: QueueEntry;
  outcome: Outcome | undefined;
  disabledReason: string | null;
}

/** Where an approver says yes or no to what is on the page; it stays in sight on a desk and on a phone. */
export function DecideBar(props: DecideBarProps) {
  const { entry, outcome, disabledReason, comment, asked } = props;
  const [focused, setFocused] = useState(false);
  const sending = outcome?.state === "sending" ? outcome.verdict : null;
  const isMissing = asked === "reject" && comment.trim() === "";
  return (
    <form
      aria-label="Decide on this request"
      onSubmit={(event) => event.preventDefault()}
      className="sticky bottom-14 z-10 flex flex-col gap-3 rounded-lg border border-line bg-raised p-3 shadow-lg md:bottom-0 md:rounded-b-none md:p-4"
    >
      {outcome?.state === "failed" && <ProblemOrSignIn error={outcome.error} returnTo={`/approvals/${entry.id}`} />}
      <Field
        label="Comment"
        error={isMissing ? "Say why, so that it can be fixed." : undefined}
        hint={
          asked === "reject" || focused ? "Ctrl Enter rejects with this reason. An approval needs none." : undefined
        }
      >
        {(attributes) => (
          <Textarea
            {...attributes}
            ref={props.commentField}
            rows={1}
            maxLength={commentCharactersMax}
            readOnly={disabledReason !== null}
            value={comment}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
            onKeyDown={(event) => pressInComment(event, props)}
            onChange={(event) => props.onComment(event.target.value)}
            className="max-h-40 min-h-control"
          />
        )}
      </Field>
      {asked === "approve" ? (
        <Confirmation {...props} />
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button
            variant="primary"
            busy={sending === "approve"}
            disabledReason={disabledReason}
            onClick={() => props.onVerdict("approve")}
          >
            Approve
          </Button>
          <Button
            variant="danger"
            busy={sending === "reject"}
            disabledReason={disabledReason}
            onClick={() => props.onVerdict("reject")}
          >
            Reject
          </Button>
          <ButtonLink variant="quiet" href={offerHref(entry.id)} className="ml-auto">
            Offer less…
          </ButtonLink>
          {disabledReason && <p className="min-w-0 flex-[1_1_14rem] text-sm text-ink-2">{disabledReason}</p>}
        </div>
      )}
    </form>
  );
}

/** The second yes that something of high risk wants. */
function Confirmation({ entry, confirmButton, onConfirm, onCancel }: DecideBarProps) {
  return (
    <div role="group" aria-label={`Approve ${entry.name}?`} className="flex flex-wrap items-center gap-2">
      <p className="min-w-0 flex-[1_1_14rem] text-md">
        <span className="font-medium">High risk:</span> {entry.risk.reasons.join(", ")}.
      </p>
      <Button variant="primary" ref={confirmButton} onClick={onConfirm}>
        Approve all the same
      </Button>
      <Button variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

function pressInComment(event: KeyboardEvent, { onVerdict, onCancel }: Deciding): void {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    onVerdict("reject");
  }
  if (event.key === "Escape") onCancel();
}
