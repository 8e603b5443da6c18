import { OperationArticle } from "#components/api-reference/operation-article.tsx";
import type { TagView } from "#components/api-reference/reference.ts";
import { PageHeader } from "#components/patterns/page-header.tsx";

/** The operations of one tag, told in full. Needs no script. */
export function TagSection({ tag: { name, description, operations } }: { tag: TagView }) {
  return (
    <>
      <PageHeader title={name} lead={description} />
      <div className="grid gap-4">
        {operations.map((operation) => (
          <OperationArticle key={operation.id} operation={operation} />
        ))}
      </div>
    </>
  );
}
