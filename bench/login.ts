import { fork, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { columns } from '../scripts/lib/columns.ts';
import { Browser } from '../scripts/relying-party/browser.ts';
import { formsOf } from '../scripts/relying-party/forms.ts';
import { webOf, type Web } from '../scripts/relying-party/web.ts';
import { CALLBACK, USER, type LoginServer } from './login-server.ts';

const ACTIONS = [0, 1, 5, 20];
const ROUNDS = 24;
const LOGINS = 25;
const WARM_UP = 200;
/** Logins under way at once. */
const ABREAST = 4;

interface Side {
  readonly title: string;
  readonly server: LoginServer;
  readonly web: Web;
  readonly child: ChildProcess;
  readonly milliseconds: number[];
  /** Logins a second in each round. */
  readonly rates: number[];
  /** Processor time of the server, in milliseconds, over all rounds. */
  cpu: number;
}

/**
 * Full logins (authorization request, sign-in page, choice, code, tokens) on the local tenant with so many Actions,
 * beside oidc-provider alone. Each server is a process of its own; all take turns, so that the machine's moods hit all.
 */
export async function run(): Promise<void> {
  const children: ChildProcess[] = [];
  const closers: (() => Promise<void>)[] = [];
  try {
    const sides: Side[] = [];
    for (const what of ['alone', ...ACTIONS.map(String)]) {
      const { child, server } = await start(what);
      children.push(child);
      const { web, close } = webOf(server.certificate);
      closers.push(close);
      const title = what === 'alone' ? 'oidc-provider alone' : `local tenant, ${what} Actions`;
      sides.push({ title, server, web, child, milliseconds: [], rates: [], cpu: 0 });
    }
    for (const side of sides) await logins({ ...side, milliseconds: [], rates: [] }, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await logins(side, LOGINS);
    }
    const head = ['', 'logins/s', 'of alone', 'p50 ms', 'p95 ms', 'server CPU ms', 'of alone'];
    console.log(columns([head, ...sides.map((side) => row(side, sides[0]!))]));
  } finally {
    await Promise.all(closers.map((close) => close()));
    for (const child of children) child.disconnect();
  }
}

function row(side: Side, alone: Side): string[] {
  const rate = (one: Side): number => quantile(one.rates, 0.5);
  const cpu = (one: Side): number => one.cpu / one.milliseconds.length;
  return [
    side.title,
    rate(side).toFixed(0),
    (rate(side) / rate(alone)).toFixed(2),
    quantile(side.milliseconds, 0.5).toFixed(1),
    quantile(side.milliseconds, 0.95).toFixed(1),
    cpu(side).toFixed(1),
    (cpu(alone) / cpu(side)).toFixed(2),
  ];
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

async function start(what: string): Promise<{ child: ChildProcess; server: LoginServer }> {
  const child = fork(join(import.meta.dirname, 'login-server.ts'), [what], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const server = await new Promise<LoginServer>((resolve, reject) => {
    child.once('message', (message) => resolve(message as LoginServer));
    child.once('exit', (code) => reject(new Error(`the server ${what} ended with ${String(code)}`)));
  });
  return { child, server };
}

async function logins(side: Side, count: number): Promise<void> {
  const cpuBefore = await cpuOf(side);
  const started = performance.now();
  let left = count;
  const serve = async (): Promise<void> => {
    while (left-- > 0) {
      const begun = performance.now();
      await login(side.server, side.web);
      side.milliseconds.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, serve));
  side.rates.push(count / ((performance.now() - started) / 1000));
  side.cpu += (await cpuOf(side)) - cpuBefore;
}

function cpuOf({ child }: Side): Promise<number> {
  return new Promise((resolve) => {
    child.once('message', (message) => {
      const { user, system } = message as NodeJS.CpuUsage;
      resolve((user + system) / 1000);
    });
    child.send('cpu');
  });
}

async function login({ origin, clientId, clientSecret }: LoginServer, web: Web): Promise<void> {
  const browser = new Browser(web, origin, []);
  const verifier = randomBytes(32).toString('base64url');
  const request = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid profile email',
    state: 'state',
    nonce: 'nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { page } = await browser.open(`/authorize?${request.toString()}`);
  const [form] = formsOf(page.html);
  if (form === undefined) throw new Error(`no sign-in page: ${page.status} ${page.html}`);
  const { left } = await browser.submit(form, { user: USER });
  const answer = await web(`${origin}/oauth/token`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: left?.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      client_id: clientId,
      client_secret: clientSecret,
      code_verifier: verifier,
    }).toString(),
  });
  const text = await answer.text();
  if (!text.includes('"id_token"')) throw new Error(`no ID token: ${answer.status} ${text}`);
}
