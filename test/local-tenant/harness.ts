import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { startLocalTenant } from '../../scripts/local-tenant/server.ts';
import type { LocalTenantConnection, LocalTenantOptions } from '../../scripts/local-tenant/server.ts';
import { startRecordedTenant, type RecordedTenant } from '../support/recorded-tenant.ts';

export type Json = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- answers are asserted on, field by field

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: Json;
}

/** A clock that stands still until a test moves it. */
class Clock {
  #now = Date.parse('2026-11-23T12:00:00.000Z');

  readonly now = (): Date => new Date(this.#now);

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** Bytes that are the same in every run of a test. */
export function seededRandom(seed: number): (size: number) => Uint8Array {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return (size) => Uint8Array.from({ length: size }, () => next() & 0xff);
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-tenant-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Running {
  readonly tenant: RecordedTenant;
  readonly clock: Clock;
  readonly stateDir: string;
  /** A request to the Management API with the deploying application's token, or the given one. */
  readonly api: (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>;
  /** Any request, as it is. */
  readonly send: (method: string, path: string, options?: SendOptions) => Promise<Answer>;
  /** A token of the deploying application that holds these scopes alone. */
  readonly tokenWith: (...scopes: string[]) => Promise<string>;
}

interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An empty tenant's folder, made once a test file: keys are slow to make. */
let template: Promise<string> | undefined;

async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'local-tenant-template-'));
  const tenant = await startLocalTenant({ stateDir: folder, random: seededRandom(0) });
  await tenant.close();
  return folder;
}

afterAll(async () => {
  if (template) rmSync(await template, { recursive: true, force: true });
});

/** A local tenant of its own on a temporary folder, closed when the test ends. */
export async function startTenant(options: Partial<LocalTenantOptions> = {}): Promise<Running> {
  const stateDir = options.stateDir ?? temporaryFolder();
  template ??= makeTemplate();
  if (options.stateDir === undefined) cpSync(await template, stateDir, { recursive: true });
  const clock = new Clock();
  const tenant = await startRecordedTenant({ now: clock.now, random: seededRandom(1), ...options, stateDir });
  onTestFinished(() => tenant.close());
  const agent = new Agent({ ca: readFileSync(tenant.certificatePath) });
  onTestFinished(() => agent.destroy());
  const send = (method: string, path: string, sending: SendOptions = {}): Promise<Answer> =>
    sendTo(tenant.domain, agent, { method, path, ...sending });
  const token = (scope: string): Promise<string> => requestToken(tenant, agent, scope);
  let all: Promise<string> | undefined;
  return {
    tenant,
    clock,
    stateDir,
    send,
    tokenWith: (...scopes) => token(scopes.length === 0 ? 'none' : scopes.join(' ')),
    async api(method, path, body, given) {
      all ??= token('');
      const headers = {
        authorization: `Bearer ${given ?? (await all)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      return send(method, `/api/v2${path}`, {
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
  };
}

/** A token of the deploying application; a scope narrows it. */
export async function requestToken(tenant: LocalTenantConnection, agent: Agent, scope = ''): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    audience: `https://${tenant.domain}/api/v2/`,
    scope,
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await sendTo(tenant.domain, agent, { method: 'POST', path: '/oauth/token', headers, body });
  return answer.body['access_token'] as string;
}

export function sendTo(
  domain: string,
  agent: Agent,
  sending: { method: string; path: string } & SendOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const [host, port] = domain.split(':');
    const { method, path, headers } = sending;
    const request = httpsRequest({ host, port, agent, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const json = response.headers['content-type']?.includes('json') ?? false;
        const body = json ? (JSON.parse(text) as Json) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body });
      });
    });
    request.on('error', reject);
    request.end(sending.body);
  });
}

export const POST_LOGIN = [{ id: 'post-login', version: 'v3' }];

/** Code that builds. */
export const CODE = 'exports.onExecutePostLogin = async (event, api) => {};\n';

/** An Action that is built; deployed as well when asked. */
export async function makeAction(
  running: Running,
  body: Json = {},
  deployed = true,
): Promise<{ id: string; name: string }> {
  const sent = { name: 'claims', supported_triggers: POST_LOGIN, code: CODE, ...body };
  const created = await running.api('POST', '/actions/actions', sent);
  if (created.status !== 201) throw new Error(created.text);
  const id = created.body['id'] as string;
  if (deployed) await running.api('POST', `/actions/actions/${id}/deploy`);
  return { id, name: sent.name };
}
