import type { Metadata } from "next";
import { ownReference } from "#app/docs/api/own-reference.ts";
import { OperationIndex } from "#components/api-reference/operation-index.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";

/** A document, not a page of the product. */
const contractHref = "/api/v1/openapi.json";

export const metadata: Metadata = { title: "API reference" };

/** What every call has in common, and where each is told. */
export default function ApiReferencePage() {
  return (
    <>
      <PageHeader
        title="API reference"
        lead={
          <>
            Every call of this installation, made from the same schemas that check it. For programs:{" "}
            <a href={contractHref} className="text-accent underline">
              openapi.json
            </a>{" "}
            (OpenAPI 3.1).
          </>
        }
      />
      <ul className="mb-6 list-disc space-y-1 pl-5 text-md text-ink-2">
        <li>
          Calls carry <code className="font-mono">Authorization: Bearer …</code>: an access token of your identity
          provider, or the token of a service account. The scope is named beside each call.
        </li>
        <li>
          Lists answer <code className="font-mono">items</code> and <code className="font-mono">nextCursor</code>; send
          that back as <code className="font-mono">cursor</code> until it is null.
        </li>
        <li>
          Every failure is a problem document with a stable <code className="font-mono">code</code>, and every code has
          a page. Every answer carries <code className="font-mono">X-Request-Id</code>.
        </li>
      </ul>
      <OperationIndex tags={ownReference().tags} />
    </>
  );
}
