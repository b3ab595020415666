import type { ApiCommand } from '../../auth0/api-host.ts';
import type { Connection } from '../state.ts';
import { escape, html } from './page.ts';
import type { Persona } from './people.ts';

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

/** Asks whoever comes to sign out; `form` is the empty form of oidc-provider, with its protection against forgery. */
export function logoutPage(form: string): string {
  const [, id = ''] = /^<form id="([^"]+)"/.exec(form) ?? [];
  const button = `<button form="${escape(id)}" name="logout" value="yes" autofocus>Sign out</button>`;
  return html('Sign out', `<h1>Sign out?</h1><p>Of all applications, in this browser.</p>${form}${button}`);
}

/** Where a sign-out ends that names no address of the application. */
export function loggedOutPage(): string {
  return html('Signed out', '<h1>Signed out</h1><p>You can close this page.</p>');
}

/** Stands for the page of another host that an Action sends the user to: what comes back is typed by a person. */
export function awayPage(
  state: string,
  target: URL,
  token: { readonly payload: unknown } | undefined,
): string {
  const address = target.origin + target.pathname;
  const given = [...target.searchParams].filter(([name]) => name !== 'state');
  const rows = given.map(
    ([name, value]) => `<dt>${escape(name)}</dt><dd><code>${escape(shownValue(value, token))}</code></dd>`,
  );
  const way = (value: string, label: string, more = '') =>
    `<label><input type="radio" name="by" value="${value}"${more}> ${label}</label>`;
  const signed =
    token === undefined
      ? ''
      : `${way('token', 'in a signed token')}
<label>Name of the token <input type="text" name="token" value="session_token"></label>`;
  return html(
    `Away at ${target.host}`,
    `<h1>${escape(target.host)}</h1>
<p class="quiet">Local tenant: this page stands for <code>${escape(address)}</code>, where an Action sends the user.</p>
${rows.length === 0 ? '' : `<h2>What the Action gives it</h2><dl>${rows.join('')}</dl>`}
<h2>What it gives back</h2>
<form method="post" action="/u/away?state=${encodeURIComponent(state)}">
<label>Parameters, one <code>name=value</code> a line <textarea name="parameters" rows="3" spellcheck="false" autofocus></textarea></label>
<fieldset><legend>They come back</legend>${way('query', 'in the address', ' checked')}${way('form', 'in a form')}${signed}</fieldset>
<button>Come back</button></form>`,
  );
}

/** The content of the token that the Action has signed, and any other value as it is. */
function shownValue(value: string, token: { readonly payload: unknown } | undefined): string {
  return token !== undefined && isToken(value) ? JSON.stringify(token.payload) : value;
}

function isToken(value: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(value);
}
