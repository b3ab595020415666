import type { ApiCommand } from '../../auth0/api-host.ts';
import type { Connection } from '../state.ts';
import type { Persona } from './people.ts';

/** Plain pages that work without script, by keyboard, and in light and dark. */
const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 32rem; margin: 10vh auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
ul { list-style: none; margin: 0; padding: 0; }
li + li { margin-top: .5rem; }
button { width: 100%; padding: .6rem .8rem; font: inherit; text-align: start; cursor: pointer;
  border: 1px solid; border-radius: .4rem; background: Canvas; color: CanvasText; }
button:hover, button:focus-visible { background: Highlight; color: HighlightText; }
small { display: block; opacity: .8; }
code { overflow-wrap: anywhere; }
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
    const title =
      typeof connection['display_name'] === 'string' ? connection['display_name'] : connection.name;
    return `<h2>${escape(title)}</h2>${list}`;
  });
  return html('Sign in', `<h1>Sign in to ${escape(page.application)}</h1>${lists.join('')}`);
}

function personItem(state: string, connection: Connection, { user }: Persona, hint: unknown): string {
  const focus = user.email !== undefined && user.email === hint ? ' autofocus' : '';
  const groups = Array.isArray(user['groups']) ? user['groups'].map(String).join(', ') : '';
  return `<li><form method="post" action="/u/login?state=${encodeURIComponent(state)}">
<input type="hidden" name="connection" value="${escape(connection.name)}">
<button name="user" value="${escape(user.user_id)}"${focus}>${escape(user.name ?? user.user_id)}
<small>${escape(user.email ?? '')}${groups === '' ? '' : ` · ${escape(groups)}`}</small></button></form></li>`;
}

/** The factors the Actions asked for; the local tenant has no phone, so a person says how it went. */
export function multifactorPage(state: string, commands: readonly ApiCommand[]): string {
  const items = commands.map(
    ({ method, args }) =>
      `<li><code>api.${escape(method)}(${escape(args.map((arg) => JSON.stringify(arg)).join(', '))})</code></li>`,
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
  return html('Error', `<h1>${escape(title)}</h1><p>${escape(text)}</p>`);
}

function html(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>
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
