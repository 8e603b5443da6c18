import { escapeHtml, renderPage } from "#scripts/embedded/idp/page.ts";
import { personas, type Persona } from "#server/identity/personas.ts";

/** What the sign-in page needs to know about the sign-in it belongs to. */
export interface SignInPageInput {
  /** Path that a chosen card is posted to. */
  readonly action: string;
  /** Name of the client that asked. */
  readonly client: string;
  /** True when somebody is signed in already and has to show again that it is them. */
  readonly again: boolean;
}

/** The page on which a person of embedded mode is chosen: one card each, one form, no script. */
export function renderSignInPage({ action, client, again }: SignInPageInput): string {
  const cards = personas.map((persona) => renderCard(persona)).join("\n");
  return renderPage(
    "Choose who you are · Latchkey demo issuer",
    `<header>
<p class="issuer">Demo issuer of embedded mode</p>
<h1>${again ? "Sign in again" : "Who are you today?"}</h1>
<p class="lead">${escapeHtml(client)} asks who you are. These eight people are invented and have no passwords: pick one.</p>
</header>
<form method="post" action="${escapeHtml(action)}">
<ul>
${cards}
</ul>
</form>
<footer>
<p>This issuer speaks real OpenID Connect, but lets everybody in. It runs on this machine only and stops as soon as
<code>OIDC_ISSUER</code> names your own.</p>
</footer>`,
  );
}

function renderCard(persona: Persona): string {
  const { subject, name, role, about, email } = persona;
  return `<li><button name="persona" value="${escapeHtml(subject)}">
<span class="initials" aria-hidden="true">${escapeHtml(initialsOf(name))}</span>
<span class="words"><strong>${escapeHtml(name)}</strong> <span class="role">${escapeHtml(role)}</span>
<span class="about">${escapeHtml(about)}</span> <span class="email">${escapeHtml(email)}</span></span>
</button></li>`;
}

function initialsOf(name: string): string {
  return name
    .split(" ")
    .map((word) => word.charAt(0))
    .join("");
}
