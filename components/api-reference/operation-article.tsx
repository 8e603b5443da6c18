import { FieldList, SchemaWords, TypeWords } from "#components/api-reference/field-list.tsx";
import { Prose } from "#components/api-reference/prose.tsx";
import type { AnswerView, OperationView } from "#components/api-reference/reference.ts";
import { CodeBlock } from "#components/patterns/code-block.tsx";
import { Badge } from "#components/ui/badge.tsx";

/** One operation: what it does, what it takes, what it answers, how it fails, and how to call it. */
export function OperationArticle({ operation }: { operation: OperationView }) {
  const { id, method, path, summary, description, scope, parameters, body, answers, problems } = operation;
  const heading = `${id}-title`;
  return (
    <article id={id} aria-labelledby={heading} className="panel min-w-0 scroll-mt-4">
      <div className="border-b border-line px-4 py-3">
        <h2 id={heading} className="text-lg">
          <a href={`#${id}`} className="rounded-sm hover:underline">
            {summary}
          </a>
        </h2>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge tone={method === "GET" ? "good" : "busy"}>{method}</Badge>
          <code className="min-w-0 font-mono text-md [overflow-wrap:anywhere]">{path}</code>
          <Badge>{scope ?? "no sign-in"}</Badge>
        </p>
        <p className="mt-2 text-md text-ink-2">
          <Prose text={description} />
        </p>
      </div>
      <div className="grid gap-4 px-4 py-3">
        {parameters.length > 0 && (
          <Part title="Parameters">
            <FieldList fields={parameters.map(({ place, ...rest }) => ({ ...rest, type: placed(rest.type, place) }))} />
          </Part>
        )}
        {body && (body.schema.forms.some((fields) => fields.length > 0) || body.schema.type.schema !== null) && (
          <Part title={`Body: ${body.mediaType}`}>
            <SchemaWords schema={body.schema} />
          </Part>
        )}
        <Part title="Answers">
          <ul className="divide-y divide-line">
            {answers.map((answer) => (
              <Answer key={answer.status} answer={answer} operation={operation} />
            ))}
          </ul>
        </Part>
        <Part title="Problems">
          <ul className="mt-1 grid gap-1 text-sm">
            {problems.map(({ status, codes }) => (
              <li key={status} className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-mono">{status}</span>
                {codes.map((code) => (
                  <a
                    key={code}
                    href={`/docs/errors/${code}`}
                    className="font-mono text-accent underline decoration-from-font underline-offset-2 [overflow-wrap:anywhere]"
                  >
                    {code}
                  </a>
                ))}
              </li>
            ))}
          </ul>
        </Part>
        <Part title="Example">
          <div className="mt-1 grid gap-2">
            <CodeBlock text={operation.curl} label={`${summary}, with curl`} />
            {operation.command && <CodeBlock text={operation.command} label={`${summary}, with latchkey`} />}
          </div>
        </Part>
      </div>
    </article>
  );
}

function placed(type: OperationView["parameters"][number]["type"], place: string) {
  return { ...type, text: `${type.text}, in the ${place}` };
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="text-sm font-medium text-ink-3">{title}</h3>
      {children}
    </section>
  );
}

function Answer({ answer, operation }: { answer: AnswerView; operation: OperationView }) {
  const { status, description, headers, mediaType, schema, example } = answer;
  return (
    <li className="py-2">
      <p className="flex flex-wrap items-baseline gap-x-2 text-md">
        <span className="font-mono">{status}</span>
        <span className="min-w-0">
          <Prose text={description} />
        </span>
        {schema?.type.schema && <TypeWords type={schema.type} />}
        {mediaType !== null && mediaType !== "application/json" && (
          <span className="text-sm text-ink-3">{mediaType}</span>
        )}
      </p>
      {schema && schema.type.schema === null && <SchemaWords schema={schema} />}
      {headers.map(({ name, description: meaning }) => (
        <p key={name} className="mt-0.5 text-sm text-ink-2">
          <code className="font-mono">{name}</code>: <Prose text={meaning} />
        </p>
      ))}
      {example && (
        <details className="mt-1.5 text-sm">
          <summary className="w-fit cursor-pointer rounded-sm text-accent">Example</summary>
          <pre
            tabIndex={0}
            aria-label={`${operation.summary}, example of ${status}`}
            className="mt-1 max-h-112 overflow-auto bg-sunken px-4 py-3 leading-normal whitespace-pre-wrap [overflow-wrap:anywhere]"
          >
            <code>{example}</code>
          </pre>
        </details>
      )}
    </li>
  );
}
