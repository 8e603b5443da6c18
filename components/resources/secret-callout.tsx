import { KeyRound } from "lucide-react";
import { Callout } from "#components/ui/callout.tsx";
import type { ConnectionView } from "#domain/contracts/connection.ts";
import type { GrantView } from "#domain/contracts/grant.ts";

interface SecretCalloutProps {
  fields: ConnectionView["fields"];
  /** The newest credential's. */
  grant: GrantView | undefined;
}

/** Says that the page holds no secret, what stands for it, and where the real one is. */
export function SecretCallout({ fields, grant }: SecretCalloutProps) {
  const secret = fields.filter((field) => field.secret);
  const [first] = secret;
  if (first === undefined) return null;
  const what = secret.length === 1 ? `The ${first.label.toLowerCase()} is` : "The secrets are";
  return (
    <Callout tone="plain" icon={KeyRound} title={`${what} not on this page`}>
      {whereItIs(grant, secret.length === 1)} Below,{" "}
      {secret.map(({ name }, index) => (
        <span key={name}>
          {index > 0 && (index === secret.length - 1 ? " and " : ", ")}
          <code>{`<${name}>`}</code>
        </span>
      ))}{" "}
      {secret.length === 1 ? "stands in its place." : "stand in their place."}
    </Callout>
  );
}

function whereItIs(grant: GrantView | undefined, isOne: boolean): string {
  const [it, was] = isOne ? ["It", "was"] : ["They", "were"];
  const once = `shown once, on the reveal page, to ${grant?.recipient.email ?? "its recipient"} alone.`;
  if (grant?.state === "pending" || grant?.state === "claiming") return `${it} will be ${once}`;
  if (grant?.revealedAt === null) return `Nobody opened ${isOne ? "it" : "them"} in time.`;
  return `${it} ${was} ${once}`;
}
