import type { ApiCommand } from '../../auth0/api-host.ts';
import type { Connection } from '../state.ts';
import type { Persona } from './people.ts';

/** Plain pages that work without script, by keyboard, and in light and dark. */
const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; --quiet: #595959; --line: #8c8c8c;
  --focus: #1a5fd0; }
@media (prefers-color-scheme: dark) { :root { --quiet: #b3b3b3; --line: #8c8c8c; --focus: #8ab4ff; } }
body { max-width: 32rem; margin: clamp(1rem, 8vh, 5rem) auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 1rem; }
ul { list-style: none; margin: 0; padding: 0; }
li + li { margin-top: .5rem; }
button { width: 100%; padding: .45rem .8rem; font: inherit; text-align: start; cursor: pointer;
  border: 1px solid var(--line); border-radius: .4rem; background: Canvas; color: CanvasText; }
button:hover { border-color: CanvasText; }
button:focus-visible, button[autofocus]:focus { outline: 3px solid var(--focus); outline-offset: 1px; }
small { display: block; color: var(--quiet); }
.quiet { color: var(--quiet); }
`;

/** The identity provider behind each connection, played by its list of people. */
export function signInPage(page: {
  readonly state: string;
  readonly application: string;
  readonly connections: readonly Connection[];
  readonly personas: readonly Persona[];
  readonly hint: unknown;
}): string {
  const lists = page.connections.map((connection) => {
    const people = page.personas.filter((persona) => persona.connection === connection.name);
    const items = people.map((persona) => personItem(page.state, connection, persona, page.hint));
    const list =
      items.length === 0 ? '<p>Nobody is declared for this connection.</p>' : `<ul>${items.join('')}</ul>`;
    const name =
      typeof connection['display_name'] === 'string' ? connection['display_name'] : connection.name;
    return `<h2>${escape(name)}</h2>${list}`;
  });
  const title = `Sign in to ${page.application}`;
  const note = '<p class="quiet">Local tenant: choose who signs in. No password is asked for.</p>';
  return html(title, `<h1>${escape(title)}</h1>${note}${lists.join('')}`);
}

function personItem(state: string, connection: Connection, { user }: Persona, hint: unknown): string {
  const focus = user.email !== undefined && user.email === hint ? ' autofocus' : '';
  const groups = Array.isArray(user['groups']) ? user['groups'].map(String).join(', ') : '';
  return `<li><form method="post" action="/u/login?state=${encodeURIComponent(state)}">
<input type="hidden" name="connection" value="${escape(connection.name)}">
<button name="user" value="${escape(user.user_id)}"${focus}>${escape(user.name ?? user.user_id)}
<small>${escape(user.email ?? 'no e-mail')}</small> <small>${groups === '' ? 'in no groups' : escape(groups)}</small></button></form></li>`;
}

/** The factors the Actions asked for; the local tenant has no phone, so a person says how it went. */
export function multifactorPage(state: string, commands: readonly ApiCommand[]): string {
  // The options that follow may hold keys of the provider.
  const items = commands.map(
    ({ method, args: [first] }) =>
      `<li><code>api.${escape(method)}(${escape(JSON.stringify(first) ?? '')})</code></li>`,
  );
  const form = (value: string, label: string) =>
    `<li><button name="outcome" value="${value}">${label}</button></li>`;
  return html(
    'Multi-factor authentication',
    `<h1>Multi-factor authentication</h1><p>The Actions ask for:</p><ul>${items.join('')}</ul><h2>How did it go?</h2>
<form method="post" action="/u/mfa?state=${encodeURIComponent(state)}"><ul>${form('passed', 'Passed')}${form('refused', 'Not passed')}</ul></form>`,
  );
}

/** A form that an Action renders; its fields are not drawn, the login goes on with the button. */
export function formPage(state: string, form: string): string {
  return html(
    'Form',
    `<h1>Form <code>${escape(form)}</code></h1><p>An Action shows this form here.</p>
<form method="post" action="/continue?state=${encodeURIComponent(state)}"><button>Continue</button></form>`,
  );
}

export function errorPage({ title, text }: { readonly title: string; readonly text: string }): string {
  return html(title, `<h1>${escape(title)}</h1><p>${escape(text)}</p>`);
}

function html(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${escape(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>
`;
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}
