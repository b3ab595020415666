import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { matchRoute } from '../scripts/local-tenant/routes.ts';
import { withWork } from '../scripts/project/work.ts';
import { startRecordedTenant, type RecordedTenant } from './support/recorded-tenant.ts';
import { quietContext, run } from './support/context.ts';
import { projectCopy } from './support/project.ts';
import {
  addManualAction,
  addManualApplication,
  edit,
  meddle,
  olderVersion,
  seededProjects,
  stateOf,
} from './support/seeded-project.ts';

vi.setConfig({ testTimeout: 120_000 });

const seeded = seededProjects();

/** Scopes that no route asks for by itself: the options of a connection are behind scopes of their own. */
const OPTIONS = {
  GET: 'read:connections_options',
  POST: 'create:connections_options',
  PATCH: 'update:connections_options',
} as const;

/** The least scopes for the requests that were made. */
function scopesOf(requests: RecordedTenant['requests']): string[] {
  const scopes = requests.flatMap(({ method, path }) => {
    const below = path.replace(/^\/api\/v2/, '').replace(/\?.*/, '');
    const route = matchRoute(method, below);
    if (route === undefined) return [];
    const ofOptions = /^\/connections(?:\/[^/]+)?$/.test(below)
      ? OPTIONS[method as keyof typeof OPTIONS]
      : undefined;
    return [route.scopes[0]!, ...(ofOptions === undefined ? [] : [ofOptions])];
  });
  return [...new Set(scopes)].toSorted();
}

/** The scopes that docs/gitops.md lists under a heading. */
function documented(heading: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../docs/gitops.md'), 'utf8');
  const section = text.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? '';
  return [...section.matchAll(/`(\w+:\w+)`/g)].map((match) => match[1]!).toSorted();
}

async function asked(
  root: string,
  verbs: readonly (readonly string[])[],
): Promise<RecordedTenant['requests']> {
  const tenant = await startRecordedTenant({ stateDir: join(root, '.tenant') });
  try {
    for (const verb of verbs) expect((await run(root, verb)).code, verb.join(' ')).not.toBe(2);
    return [...tenant.requests];
  } finally {
    await tenant.close();
  }
}

const LOOKING = [['plan'], ['drift'], ['pull', '--dry-run'], ['plan', '--remove', 'rules/enrich-torq-token']];

describe('the scopes of docs/gitops.md', () => {
  it('for the application that looks are those that plan, drift and pull ask for', async () => {
    const read = scopesOf(await asked(seeded(), LOOKING));
    expect(documented('auth0-read')).toEqual(read);
    expect(read.filter((scope) => !scope.startsWith('read:'))).toEqual([]);
  });

  it('for the application that deploys are those that deploys and rollbacks ask for', async () => {
    const root = projectCopy();
    const first = await asked(root, [['deploy']]);
    meddle(root, (state) => {
      addManualAction(state);
      addManualApplication(state);
      olderVersion(state);
      state.rules.push({ id: 'rul_1', name: 'enrich-torq-token', enabled: true, order: 1, script: '' });
    });
    edit(root, 'tenant.yaml', (text) =>
      text.replace("'250'", "'300'").replace('Torq single sign-on', 'Single sign-on'),
    );
    const rest = await asked(root, [
      [
        'deploy',
        '--remove',
        'enabled_clients/torq-entra-id/Wiki',
        'actions/manual-mfa',
        'rules/enrich-torq-token',
      ],
      ['rollback'],
    ]);
    expect(documented('production')).toEqual(scopesOf([...first, ...rest]));
  });

  it('are enough: with those that look alone every verb that looks works, and a deploy is refused clearly', async () => {
    const root = seeded();
    meddle(root, olderVersion);
    const tenant = await startRecordedTenant({ stateDir: join(root, '.tenant') });
    try {
      await narrow(root, documented('auth0-read'));
      for (const verb of LOOKING) expect((await run(root, verb)).code, verb.join(' ')).not.toBe(2);
      const { code, err } = await run(root, ['deploy']);
      expect(code).toBe(2);
      expect(err).toMatch(/Insufficient scope/);
    } finally {
      await tenant.close();
    }
  });
});

/** Leaves the deploying application these scopes alone, as long as the tenant runs. */
async function narrow(root: string, scope: readonly string[]): Promise<void> {
  const { clientGrants } = stateOf(root) as unknown as { clientGrants: { id: string }[] };
  await withWork(quietContext(root), {}, { secretsMayMiss: true }, async ({ connection }) => {
    const { domain, accessToken } = connection;
    const { Agent, fetch } = await import('undici');
    const dispatcher = new Agent({ connect: { ca: connection.certificate!.pem } });
    const answer = await fetch(`https://${domain}/api/v2/client-grants/${clientGrants[0]!.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ scope }),
      dispatcher,
    });
    expect(answer.status).toBe(200);
    await dispatcher.close();
  });
}
