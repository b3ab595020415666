import { fork } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Problem } from '../lib/problem.ts';
import { watchBuilds } from './builds.ts';
import { RESOURCE_TYPES, type Change } from './changes.ts';
import type { Live } from './live.ts';
import { MAX_RETRIES, type Connection } from './management.ts';
import { redactor } from './redact.ts';

const CHILD = join(import.meta.dirname, 'a0deploy-child.mjs');

type Result =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly type?: string; readonly stage?: string };

interface ApplyOptions {
  /** The Actions that the tenant has, by name: auth0-deploy-cli need not ask for their ids. */
  readonly actions: Live['actions'];
  /** The folder of tenant.yaml, which the code paths are relative to. */
  readonly root: string;
  readonly signal: AbortSignal;
  /** Values that must not show in a log or an error. */
  readonly secrets: readonly string[];
  /** Each line that auth0-deploy-cli logs. */
  readonly onLog: (line: string) => void;
}

/** What auth0-deploy-cli says to whoever wants everything deleted that is not in a file: never what is wanted here. */
const ADVICE = /should be deleted|AUTH0_ALLOW_DELETE/i;

/**
 * Sends the changes with auth0-deploy-cli, unmodified, in a child process, and nothing but the changes. Deleting is
 * never allowed. Throws a Problem when auth0-deploy-cli fails: what it had sent by then stays, and a next run goes on
 * from there.
 */
export async function applyChanges(
  connection: Connection,
  changes: readonly Change[],
  { actions: known, root, signal, secrets, onLog }: ApplyOptions,
): Promise<void> {
  const assets = assetsOf(changes);
  const config = {
    AUTH0_DOMAIN: connection.domain,
    AUTH0_ACCESS_TOKEN: connection.accessToken,
    AUTH0_BASE_PATH: root,
    AUTH0_ALLOW_DELETE: false,
    AUTH0_INCLUDED_ONLY: Object.keys(assets),
    AUTH0_API_MAX_RETRIES: MAX_RETRIES,
  };
  const hide = redactor([...secrets, connection.accessToken]);
  const log: string[] = [];
  const actions = changes.filter((change) => change.type === 'actions').map((change) => change.name);
  const builds = watchBuilds(connection, actions, hide);
  const either = AbortSignal.any([signal, builds.failed]);
  const own = actions.flatMap((name) => known.get(name) ?? []).map(({ id, name }) => ({ id, name }));
  const job = {
    assets,
    config,
    ...(own.length > 0 && own.length === actions.length ? { actions: own } : {}),
  };
  const child = runChild(job, connection.certificate?.path, either, (line) => {
    if (ADVICE.test(line)) return;
    log.push(hide(line));
    onLog(hide(line));
    builds.onLog(line);
  });
  const result = await child.catch((error: unknown): never => {
    throw builds.problem() ?? error;
  });
  builds.stop();
  if (result.ok) return;
  throw new Problem(
    'a0deploy-failed',
    `auth0-deploy-cli failed${whereOf(result)}: ${tidy(hide(result.message))}`,
    {
      hint: 'What it sent before that stays on the tenant; correct the cause and run again, it goes on from there.',
      ...(log.length === 0 ? {} : { detail: log.join('\n') }),
    },
  );
}

function assetsOf(changes: readonly Change[]): Record<string, unknown> {
  const assets: Record<string, unknown> = {};
  for (const type of RESOURCE_TYPES) {
    const own = changes.filter((change) => change.type === type);
    if (own.length === 0) continue;
    assets[type] =
      type === 'triggers'
        ? Object.fromEntries(own.map((change) => [change.name, change.payload]))
        : own.map((change) => change.payload);
  }
  return assets;
}

/** Its messages hold the whole answer of the Management API; the first line and the API's own sentence say it all. */
function tidy(message: string): string {
  const [first = '', ...rest] = message.split('\n');
  const reason = /"message": "(?<text>(?:[^"\\]|\\.)*)"/.exec(rest.join('\n'))?.groups?.['text'];
  return reason === undefined ? message : `${first} ${JSON.parse(`"${reason}"`) as string}`;
}

function whereOf({ type, stage }: { type?: string; stage?: string }): string {
  return type === undefined ? '' : ` at ${type} (${stage ?? 'unknown stage'})`;
}

/** A short-lived process does not need V8's room for speed: a quarter less memory, hardly slower. */
const SPARING = ['--max-semi-space-size=1', '--optimize-for-size'];

/** The time and level in front of each line. */
const LOG_PREFIX = /^\d{4}-\S+ - \w+: /;

function runChild(
  job: object,
  certificatePath: string | undefined,
  signal: AbortSignal,
  onLog: (line: string) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(CHILD, [], {
      silent: true,
      execArgv: SPARING,
      env: childEnvironment(certificatePath),
      signal,
    });
    let result: Result | undefined;
    const forward = (chunk: Buffer): void => {
      for (const line of stripVTControlCharacters(chunk.toString()).split('\n')) {
        if (line.trim() !== '') onLog(line.trim().replace(LOG_PREFIX, ''));
      }
    };
    child.stdout?.on('data', forward);
    child.stderr?.on('data', forward);
    child.on('message', (message) => {
      result = message as Result;
    });
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      resolve(result ?? { ok: false, message: `its process ended with ${killedBy ?? `exit code ${code}`}` });
    });
    child.send(job);
  });
}

/** Only what a process needs to run: auth0-deploy-cli reads settings from AUTH0_* variables and keywords from all. */
function childEnvironment(certificatePath: string | undefined): NodeJS.ProcessEnv {
  const passed = [
    'PATH',
    'HOME',
    'TMPDIR',
    'SystemRoot',
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
  ];
  const own = Object.fromEntries(
    passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  return {
    ...own,
    NO_COLOR: '1',
    ...(certificatePath === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificatePath }),
  };
}
