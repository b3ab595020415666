import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interaction, Provider } from 'oidc-provider';
import { MFA_REFUSED } from '../assumptions.ts';
import { parseForm, readBody } from '../http.ts';
import type { Reply, Tenant } from '../tenant.ts';
import { sentToken, targetOf, wayBack } from './away.ts';
import { findClient, urlAllowed } from './client-metadata.ts';
import type { Flow, Flows } from './flow.ts';
import { formHeaders } from './headers.ts';
import { awayPage, errorPage, formPage, multifactorPage, signInPage } from './pages.ts';
import { signIn } from './people.ts';
import { connectionsFor } from './policy.ts';
import { userinfo } from './userinfo.ts';

/** One request to a page of the login. */
interface PageRequest {
  readonly tenant: Tenant;
  readonly provider: Provider;
  readonly flows: Flows;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

type Page = (page: PageRequest) => Promise<Reply>;

/** What Auth0 answers beside OpenID Connect itself. */
// prettier-ignore
const PAGES: readonly (readonly [method: string, path: string, page: Page])[] = [
  ['GET',  '/u/login',   showSignIn],
  ['POST', '/u/login',   takeSignIn],
  ['GET',  '/u/mfa',     showMultifactor],
  ['POST', '/u/mfa',     takeMultifactor],
  ['GET',  '/u/form',    showForm],
  ['GET',  '/u/away',    showAway],
  ['POST', '/u/away',    takeAway],
  ['GET',  '/continue',  continueLogin],
  ['POST', '/continue',  continueLogin],
  ['GET',  '/v2/logout', logout],
  ['GET',  '/userinfo',  userinfoPage],
  ['POST', '/userinfo',  userinfoPage],
];

export function findPage(method: string, path: string): Page | undefined {
  return PAGES.find(([pageMethod, pagePath]) => pageMethod === method && pagePath === path)?.[2];
}

async function showSignIn(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  if (!found) return expired();
  const { interaction } = found;
  const clientId = String(interaction.params['client_id']);
  return formReply(
    interaction,
    signInPage({
      state: interaction.uid,
      application: findClient(page.tenant.store.read(), clientId)?.name ?? clientId,
      connections: connectionsFor(page.tenant, clientId, interaction.params['connection']),
      personas: page.tenant.personas,
      hint: interaction.params['login_hint'],
    }),
  );
}

async function takeSignIn(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  if (!found) return expired();
  const { interaction } = found;
  const form = await formOf(page);
  const clientId = String(interaction.params['client_id']);
  const connection = connectionsFor(page.tenant, clientId, interaction.params['connection']).find(
    ({ name }) => name === form['connection'],
  );
  const persona = page.tenant.personas.find(
    (one) => one.connection === connection?.name && one.user.user_id === form['user'],
  );
  if (!connection || !persona)
    return htmlReply(400, errorPage({ title: 'Unknown user', text: 'Nobody of that name signs in here.' }));
  const user = signIn(page.tenant, persona, connection);
  await leaveOtherSession(page, interaction, user.user_id);
  return proceed(interaction, { login: { accountId: user.user_id, remember: true } });
}

async function showMultifactor(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  if (!found) return expired();
  const { interaction, flow } = found;
  return formReply(interaction, multifactorPage(interaction.uid, flow.result?.multifactor ?? []));
}

async function takeMultifactor(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  if (!found) return expired();
  if ((await formOf(page))['outcome'] !== 'passed') {
    return proceed(found.interaction, { error: 'access_denied', error_description: MFA_REFUSED });
  }
  found.flow.multifactorPassed = true;
  return proceed(found.interaction, { multifactor: 'passed' });
}

async function showForm(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  const outcome = found?.flow.result?.outcome;
  return found && outcome?.kind === 'suspended'
    ? formReply(found.interaction, formPage(found.interaction.uid, outcome.target))
    : expired();
}

/** The page of another host, played here. */
async function showAway(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  const target = found && targetOf(found.flow);
  if (!target) return expired();
  const token = await sentToken(found.flow, target);
  return formReply(found.interaction, awayPage(found.interaction.uid, target, token));
}

async function takeAway(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  const target = found && targetOf(found.flow);
  if (!target) return expired();
  const form = await formOf(page);
  const token = await sentToken(found.flow, target);
  if (form['by'] === 'token' && token === undefined) {
    const text = 'The Action has given no token, so nothing tells with which secret to sign the answer.';
    return htmlReply(400, errorPage({ title: 'Nothing to sign with', text }));
  }
  found.flow.continued = await wayBack(found.interaction.uid, form, token);
  return proceed(found.interaction, { continued: true });
}

/** Where the user comes back from a page an Action had sent them to; the Action resumes with this request. */
async function continueLogin(page: PageRequest): Promise<Reply> {
  const found = await stepOf(page);
  if (!found) return expired();
  const body = page.request.method === 'POST' ? await formOf(page) : {};
  found.flow.continued = { query: Object.fromEntries(page.query), body };
  return proceed(found.interaction, { continued: true });
}

/** https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0 */
async function logout({ tenant, provider, request, response, query }: PageRequest): Promise<Reply> {
  const clientId = query.get('client_id');
  const returnTo = query.get('returnTo');
  const client = clientId === null ? undefined : findClient(tenant.store.read(), clientId);
  if (returnTo !== null && !urlAllowed(client?.['allowed_logout_urls'], returnTo)) {
    const text = `The "returnTo" querystring parameter "${returnTo}" is not defined as a valid URL in "Allowed Logout URLs".`;
    return htmlReply(400, errorPage({ title: 'invalid_request', text }));
  }
  const context = provider.createContext(request, response);
  const session = await provider.Session.get(context);
  if (session.accountId !== undefined) await session.destroy();
  const headers = { 'set-cookie': `${provider.cookieName('session')}=; Path=/; Max-Age=0; Secure; HttpOnly` };
  return returnTo === null
    ? { status: 200, html: 'OK', headers }
    : { status: 302, headers: { ...headers, location: returnTo } };
}

async function userinfoPage({ tenant, provider, flows, request }: PageRequest): Promise<Reply> {
  return userinfo(tenant, provider, flows, request.headers.authorization);
}

/** The interaction that `state` names, when it waits for this user and has not run out. */
async function stepOf({
  provider,
  flows,
  query,
}: PageRequest): Promise<{ interaction: Interaction; flow: Flow } | undefined> {
  const interaction = await provider.Interaction.find(query.get('state') ?? '');
  const flow = interaction && flows.ofInteraction(interaction);
  return interaction && flow ? { interaction, flow } : undefined;
}

/** Notes what the step gave and sends the browser back to the authorization request. */
async function proceed(interaction: Interaction, result: Record<string, unknown>): Promise<Reply> {
  interaction.result = 'error' in result ? result : { ...interaction.lastSubmission, ...result };
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
  return { status: 303, headers: { location: interaction.returnTo } };
}

/** A session of somebody else ends here: one browser, one user. */
async function leaveOtherSession(
  { provider, request, response }: PageRequest,
  interaction: Interaction,
  user: string,
): Promise<void> {
  const session = await provider.Session.get(provider.createContext(request, response));
  if (session.accountId === undefined || session.accountId === user) return;
  await session.destroy();
  delete interaction.session;
}

async function formOf({ request }: PageRequest): Promise<Record<string, unknown>> {
  return parseForm(await readBody(request), request.headers['content-type']);
}

function expired(): Reply {
  return htmlReply(
    400,
    errorPage({ title: 'The login has expired', text: 'Go back to the application and sign in again.' }),
  );
}

/** A page whose form leads to the callback in the end. */
function formReply({ params }: Interaction, html: string): Reply {
  return { status: 200, html, headers: formHeaders(params['redirect_uri']) };
}

function htmlReply(status: number, html: string): Reply {
  return { status, html };
}
