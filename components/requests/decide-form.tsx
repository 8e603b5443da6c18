"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ProblemError } from "#components/api/problem-error.ts";
import { useComments } from "#components/approvals/use-comments.ts";
import { ProblemOrSignIn } from "#components/patterns/sign-in-again.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { requestSchema, type DecideBody, type RequestView } from "#domain/contracts/request.ts";

const commentCharactersMax = 2000;

interface DecideFormProps {
  request: Pick<RequestView, "id" | "digest" | "name">;
  disabledReason: string | null;
  /** Opens the form of an offer in its place. */
  onOffer: () => void;
}

/** Where an approver says yes or no, with a comment; bound to the digest of what is on the page. */
export function DecideForm({ request, disabledReason, onOffer }: DecideFormProps) {
  const router = useRouter();
  const comments = useComments();
  const comment = comments.commentOn(request.id);
  const [busy, setBusy] = useState<DecideBody["verdict"] | null>(null);
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const restoreComment = useEffectEvent((id: string) => comments.restore(id));
  useEffect(() => restoreComment(request.id), [request.id]);

  async function decide(verdict: DecideBody["verdict"]) {
    if (verdict === "reject" && comment.trim() === "") return setMissing(true);
    setMissing(false);
    setBusy(verdict);
    setError(null);
    try {
      const body: DecideBody = { verdict, comment: comment.trim(), digest: request.digest };
      await callApi({ method: "POST", path: `/requests/${request.id}/decisions`, body, answer: requestSchema });
      comments.write(request.id, "");
      toasts.add({ title: verdict === "approve" ? `You approved ${request.name}` : `You rejected ${request.name}` });
    } catch (cause) {
      const taken = spellTaken(cause);
      // The form goes with the decision of somebody else: a toast outlasts it.
      if (taken !== null) toasts.add({ title: taken });
      setError(cause);
    } finally {
      setBusy(null);
      router.refresh();
    }
  }

  return (
    <form
      aria-label="Decide on this request"
      onSubmit={(event) => event.preventDefault()}
      className="flex flex-col gap-3 border-t border-line p-4"
    >
      <Field label="Comment" error={missing ? "Say why, so that it can be fixed." : undefined}>
        {(attributes) => (
          <Textarea
            {...attributes}
            maxLength={commentCharactersMax}
            readOnly={disabledReason !== null}
            value={comment}
            onChange={(event) => comments.write(request.id, event.target.value)}
          />
        )}
      </Field>
      {error !== null && <ProblemOrSignIn error={error} returnTo={`/requests/${request.id}`} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant="primary"
          busy={busy === "approve"}
          disabledReason={disabledReason}
          onClick={() => void decide("approve")}
        >
          Approve
        </Button>
        <Button
          variant="danger"
          busy={busy === "reject"}
          disabledReason={disabledReason}
          onClick={() => void decide("reject")}
        >
          Reject
        </Button>
        <Button disabledReason={disabledReason} onClick={onOffer}>
          Offer less…
        </Button>
        {disabledReason && <p className="min-w-0 flex-[1_1_14rem] text-sm text-ink-2">{disabledReason}</p>}
      </div>
    </form>
  );
}

/** Says who was first, for whoever comes second; null for any other error. */
function spellTaken(cause: unknown): string | null {
  if (!(cause instanceof ProblemError) || cause.problem.code !== "already_decided") return null;
  const { by } = cause.problem;
  return typeof by === "string" ? `Already decided by ${by}` : "Already decided";
}
