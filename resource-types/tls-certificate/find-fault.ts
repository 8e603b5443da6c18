import { readDnsName } from "#domain/dns/read-dns-name.ts";
import type { ParameterFault } from "#domain/provisioning/resource-type.ts";
import { AuthorityError } from "./authority/authority-error.ts";
import { readCsr, type CertificateRequest } from "./x509/read-csr.ts";

/**
 * Judges a certificate request as the authority will: its form, its key, its signature, and that it asks for no name
 * that is not among those asked for beside it. Whether a name is the team's is the guardrails' to say.
 */
export function findFault(parameters: Readonly<Record<string, unknown>>): ParameterFault | null {
  if (typeof parameters.csr !== "string") return null;
  try {
    const message = strangerAmong(readCsr(parameters.csr), parameters.dnsNames);
    return message === null ? null : { parameter: "csr", message };
  } catch (error) {
    if (error instanceof AuthorityError) return { parameter: "csr", message: error.message };
    throw error;
  }
}

function strangerAmong({ dnsNames: asked }: CertificateRequest, names: unknown): string | null {
  const given = (Array.isArray(names) ? names : []).flatMap((name) => canonical(name) ?? []);
  const stranger = asked.find((name) => !given.includes(name.toLowerCase()));
  if (stranger === undefined) return null;
  return (
    `The certificate request asks for ${JSON.stringify(stranger.slice(0, 260))} itself, which is not among the names here. ` +
    "Add it to them, or make the request without names (-subj /): the names are taken from here."
  );
}

function canonical(name: unknown): string | null {
  const reading = readDnsName(typeof name === "string" ? name : "");
  return reading.ok ? reading.name : null;
}
