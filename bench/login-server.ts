import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, Provider as ProviderType } from 'oidc-provider';
import { ensureCertificate } from '../scripts/local-tenant/certificate.ts';
import { readBody } from '../scripts/local-tenant/http.ts';
import { signInPage } from '../scripts/local-tenant/oidc/pages.ts';
import type { Persona } from '../scripts/local-tenant/oidc/people.ts';
import { quietly } from '../scripts/local-tenant/oidc/quietly.ts';
import { startLocalTenant } from '../scripts/local-tenant/server.ts';
import { webOf } from '../scripts/relying-party/web.ts';
import { connect } from '../scripts/tenant/management.ts';

/** What the measuring process needs to log in. */
export interface LoginServer {
  readonly origin: string;
  readonly certificate: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export const CALLBACK = 'https://app.torq.io/__/auth/handler';
export const USER = 'waad|mia.member@contoso.com';

const PERSON: Persona = {
  connection: 'entra',
  user: { user_id: USER, email: 'mia.member@contoso.com', name: 'Mia Member', groups: ['Torq Creators'] },
};
const CONNECTION = {
  id: 'con_1',
  name: 'entra',
  strategy: 'waad',
  options: { ext_groups: true },
  enabled_clients: [],
};

/** The claim of this repository's Action, under a name of its own for each. */
const action = (index: number): string => `
exports.onExecutePostLogin = async (event, api) => {
  if (event.client.name !== 'Torq') return;
  const groups = event.user['groups'];
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string')) return;
  api.idToken.setCustomClaim('https://torq.io/groups${index}', groups);
};`;

/** The local tenant with one application and so many bound Actions. */
async function localTenant(folder: string, count: number): Promise<LoginServer> {
  const tenant = await startLocalTenant({ stateDir: folder, personas: [PERSON] });
  const certificate = readFileSync(tenant.certificatePath, 'utf8');
  const way = {
    domain: tenant.domain,
    credentials: tenant,
    certificate: { path: tenant.certificatePath, pem: certificate },
  };
  const { accessToken, close } = await connect(way);
  const { web, close: closeWeb } = webOf(certificate);
  const api = async (method: string, path: string, body: object): Promise<Record<string, string>> => {
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const url = `https://${tenant.domain}/api/v2${path}`;
    const answer = await web(url, { method, redirect: 'manual', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${text}`);
    return JSON.parse(text === '' ? '{}' : text) as Record<string, string>;
  };
  const client = await api('POST', '/clients', {
    name: 'Torq',
    app_type: 'regular_web',
    callbacks: [CALLBACK],
    jwt_configuration: { alg: 'RS256' },
  });
  const { name, strategy, options } = CONNECTION;
  const enabled_clients = [client['client_id']];
  await api('POST', '/connections', {
    name,
    strategy,
    enabled_clients,
    options: { client_id: 'e', ...options },
  });
  const bindings = [];
  for (let index = 0; index < count; index++) {
    const supported_triggers = [{ id: 'post-login', version: 'v3' }];
    const body = { name: `claims-${index}`, code: action(index), supported_triggers };
    const { id } = await api('POST', '/actions/actions', body);
    await api('POST', `/actions/actions/${id}/deploy`, {});
    bindings.push({ ref: { type: 'action_id', value: id } });
  }
  if (count > 0) await api('PATCH', '/actions/triggers/post-login/bindings', { bindings });
  await close();
  await closeWeb();
  return {
    origin: `https://${tenant.domain}`,
    certificate,
    clientId: client['client_id'] ?? '',
    clientSecret: client['client_secret'] ?? '',
  };
}

/** oidc-provider alone, as its documentation sets it up: its own store in memory, the same pages, claims and flow. */
async function providerAlone(folder: string): Promise<LoginServer> {
  const { Provider } = await quietly(() => import('oidc-provider'));
  const { exportJWK, generateKeyPair } = await import('jose');
  const { key, certificate } = await ensureCertificate(folder);
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const server = createServer({ key, cert: certificate });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const client = { client_id: 'torq', client_secret: 'a-secret-of-the-application' };
  const claims = { ...PERSON.user, sub: USER, 'https://torq.io/groups0': PERSON.user['groups'] };
  const configuration = {
    clients: [{ ...client, redirect_uris: [CALLBACK], token_endpoint_auth_method: 'client_secret_post' }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key for the cookies'] },
    routes: { authorization: '/authorize', token: '/oauth/token' },
    claims: { openid: ['sub', 'https://torq.io/groups0'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: {
      url: (_context: Context, { uid }: { uid: string }) => `/u/login?state=${uid}`,
    },
    findAccount: () => ({ accountId: USER, claims: () => claims }),
    async loadExistingGrant({ oidc }: Context) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: USER });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
  const provider: ProviderType = await quietly(async () => new Provider(`${origin}/`, configuration));
  const answer = provider.callback();
  server.on('request', (request, response) => void handle(provider, answer, request, response));
  return { origin, certificate, clientId: client.client_id, clientSecret: client.client_secret };
}

async function handle(
  provider: ProviderType,
  answer: ReturnType<ProviderType['callback']>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  if (url.pathname !== '/u/login') return answer(request, response);
  const interaction = await provider.Interaction.find(url.searchParams.get('state') ?? '');
  if (!interaction) throw new Error('no such interaction');
  if (request.method === 'GET') {
    const page = { state: interaction.uid, application: 'Torq', personas: [PERSON], hint: undefined };
    response.setHeader('content-type', 'text/html');
    response.end(signInPage({ ...page, connections: [CONNECTION] }));
    return;
  }
  await readBody(request);
  interaction.result = { login: { accountId: USER } };
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
  response.writeHead(303, { location: interaction.returnTo }).end();
}

/** Started by bench/login.ts, with `alone` or the number of Actions. */
if (process.send !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-login-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.on('disconnect', () => process.exit(0));
  const [, , what = ''] = process.argv;
  process.on('message', () => process.send?.(process.cpuUsage()));
  process.send(await (what === 'alone' ? providerAlone(folder) : localTenant(folder, Number(what))));
}
