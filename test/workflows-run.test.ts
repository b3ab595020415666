import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { startLocalTenant } from '../scripts/local-tenant/server.ts';
import { copyProject } from './support/copy-project.ts';
import { folder } from './support/folder.ts';
import { executable, standInForGh } from './support/gh.ts';
import { meddle, olderVersion, seededProjects, stateOf, type TenantState } from './support/seeded-project.ts';
import { runJob, type Forge, type JobResult } from './support/workflow.ts';

// Each step is a process, as in the pipeline.
vi.setConfig({ testTimeout: 120_000 });

const REPOSITORY = join(import.meta.dirname, '..');
const seeded = seededProjects();

/** Steps that are not run here, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci --ignore-scripts': 'asks the registry: node_modules is linked into the working copy',
  'npm install --no-save --ignore-scripts auth0-deploy-cli@latest': 'asks the registry',
  'bash .ci/run': 'is the whole check, which this test is part of',
  'npm run types': 'is part of the whole check',
  'npm test': 'would run this test',
  'npm run verify': 'is run with --format sarif in the pull request',
  'npm test -- test/simulator/converted.test.ts test/simulator/pipelines.test.ts':
    'takes an hour for 5,000 rules; the whole check tries 200',
  'npm run verify -- --mutate': 'takes minutes; test/verify.test.ts breaks an Action',
  'npm ls auth0-deploy-cli': 'is about the version that the registry gave',
};
const ran = new Set<string>();

function stepsOfAll(): string[] {
  const folder = join(REPOSITORY, '.github/workflows');
  return readdirSync(folder).flatMap((file) => {
    const { jobs } = parse(readFileSync(join(folder, file), 'utf8')) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    return Object.values(jobs).flatMap((job) => job.steps.flatMap((step) => step.run ?? []));
  });
}
const passedOver = new Set(
  stepsOfAll().filter((run) =>
    Object.keys(NOT_RUN).some((start) => run === start || run.startsWith(`${start} >`)),
  ),
);

/** A repository on GitHub with a tenant that differs from it, in one version of the Action. */
async function repository(differ: (state: TenantState) => void) {
  const root = seeded();
  meddle(root, differ);
  let tenant = await startLocalTenant({ stateDir: join(root, '.tenant') });
  const port = Number(tenant.domain.split(':')[1]);
  const sources = folder();
  copyProject(sources);
  cpSync(join(REPOSITORY, 'scripts'), join(sources, 'scripts'), { recursive: true });
  const gh = standInForGh();
  const local = parse(readFileSync(join(root, 'tenants/local.yaml'), 'utf8')) as {
    keywords: { ENTRA_CLIENT_ID: string; ENTRA_CLIENT_SECRET: string; ENTRA_TENANT_DOMAIN: string };
  };
  const { ENTRA_CLIENT_SECRET, ...keywords } = local.keywords;
  const AUTH0_CLIENT_SECRET = tenant.clientSecret;
  const forge: Forge = {
    checkOut: (workspace) => cpSync(sources, workspace, { recursive: true }),
    vars: { AUTH0_DOMAIN: tenant.domain, AUTH0_CLIENT_ID: tenant.clientId, ...keywords },
    secrets: {
      'auth0-read': { AUTH0_CLIENT_SECRET },
      production: { AUTH0_CLIENT_SECRET, ENTRA_CLIENT_SECRET },
    },
    event: { pull_request: { number: 7, head: { repo: { full_name: 'acme/auth0' } } } },
    eventName: 'push',
    env: {
      PATH: `${gh.path}:${process.env['PATH']}`,
      HOME: folder(),
      npm_config_update_notifier: 'false',
      NODE_EXTRA_CA_CERTS: tenant.certificatePath,
      ...gh.env,
    },
    artifacts: folder(),
    caches: folder(),
    sarif: [],
    passedOver,
    ran,
  };
  return {
    forge,
    state: () => stateOf(root),
    github: gh.state,
    /** Somebody changes the tenant at the Dashboard. */
    move: async (change: (state: TenantState) => void): Promise<void> => {
      await tenant.close();
      meddle(root, change);
      tenant = await startLocalTenant({ stateDir: join(root, '.tenant'), port });
    },
    close: () => tenant.close(),
  };
}

const well = ({ failed, log }: JobResult): void => expect(failed, log).toBeUndefined();
const versions = (state: TenantState): number => state.actions[0]!.versions.length;

describe('a pull request', () => {
  it('is verified, with SARIF, and gets one comment with the plan, which is updated', async () => {
    const { forge, github, close } = await repository(olderVersion);
    try {
      well(await runJob('pull-request.yml', 'verify', forge));
      expect(JSON.parse(forge.sarif[0]!)).toMatchObject({ version: '2.1.0', runs: [expect.anything()] });

      const plan = await runJob('pull-request.yml', 'plan', forge);
      well(plan);
      expect(plan.summary).toMatch(/^## Plan for localhost\\_\d+: 1 to change, 3 unchanged\n/);
      well(await runJob('pull-request.yml', 'comment', forge));
      const [comment, ...more] = github().comments;
      expect(more).toEqual([]);
      expect(comment!.body).toBe(`<!-- auth0-plan -->\n${plan.summary}`);

      writeFileSync(join(forge.artifacts, 'plan/plan.md'), '## Another plan\n');
      well(await runJob('pull-request.yml', 'comment', forge));
      expect(github().comments).toEqual([
        { id: comment!.id, body: '<!-- auth0-plan -->\n## Another plan\n' },
      ]);
    } finally {
      await close();
    }
  });

  it('from a fork gets neither a secret nor the tenant, and no comment', async () => {
    const { forge, close } = await repository(() => undefined);
    try {
      const event = { pull_request: { number: 8, head: { repo: { full_name: 'stranger/auth0' } } } };
      const bin = executable('npm', 'echo "domain [$AUTH0_DOMAIN] secret [$AUTH0_CLIENT_SECRET]" > plan.md');
      const env = { ...forge.env, PATH: `${bin}:${forge.env['PATH']}` };
      const fork = { ...forge, event, env, secrets: {} };
      expect((await runJob('pull-request.yml', 'plan', fork)).summary).toBe('domain [] secret []\n');
      expect((await runJob('pull-request.yml', 'comment', fork)).skipped).toBe(true);
    } finally {
      await close();
    }
  });
});

describe('a merge', () => {
  it('deploys the plan that was reviewed, as long as the tenant has not moved, and a rollback takes it back', async () => {
    const { forge, state, move, close } = await repository(olderVersion);
    try {
      const plan = await runJob('deploy.yml', 'plan', forge);
      well(plan);
      expect(plan.outputs).toEqual({ result: '1' });
      expect(plan.summary).toContain('1 to change, 3 unchanged');

      await move((now) => (now.connections[0]!.options['ext_groups'] = false));
      const before = state();
      const refused = await runJob('deploy.yml', 'deploy', forge, { needs: { plan } });
      expect(refused.failed).toBe('npm run deploy:tenant -- --plan plan.json');
      expect(refused.log).toMatch(/error plan-stale: [^]*tenant: connection torq-entra-id/);
      expect(state()).toEqual(before);

      await move((now) => (now.connections[0]!.options['ext_groups'] = true));
      const deploy = await runJob('deploy.yml', 'deploy', forge, { needs: { plan } });
      well(deploy);
      expect(deploy.log).toMatch(/action +torq-group-claims +changed/);
      expect(versions(state())).toBe(2);
      expect(readdirSync(join(forge.artifacts, 'receipts/.tenant'))).toHaveLength(1);

      const show = await runJob('rollback.yml', 'show', forge);
      well(show);
      expect(show.summary).toMatch(/^```\n[^]*torq-group-claims[^]*version: 2 -> 1[^]*```\n$/);
      expect(versions(state())).toBe(2);
      well(await runJob('rollback.yml', 'rollback', forge, { needs: { show } }));
      expect(state().actions[0]!.versions.at(-1)).toMatchObject({
        number: 3,
        code: expect.stringContaining("console.log('older')"),
      });
    } finally {
      await close();
    }
  });

  it('that changes nothing deploys nothing', async () => {
    const { forge, close } = await repository(() => undefined);
    try {
      const needs = { plan: { outputs: { result: '0' } } };
      expect((await runJob('deploy.yml', 'deploy', forge, { needs })).skipped).toBe(true);
      expect((await runJob('deploy.yml', 'plan', { ...forge, vars: {} })).skipped).toBe(true);
    } finally {
      await close();
    }
  });
});

describe('every night', () => {
  it('drift opens one issue, updates it, and closes it', async () => {
    const { forge, github, close } = await repository(olderVersion);
    try {
      const drift = await runJob('drift.yml', 'drift', forge);
      well(drift);
      expect(drift.outputs).toEqual({ result: '1' });
      well(await runJob('drift.yml', 'issue', forge, { needs: { drift } }));
      const opened = {
        number: 1,
        state: 'open',
        title: 'The Auth0 tenant has drifted',
        body: drift.summary,
        labels: ['auth0-drift'],
      };
      expect(github().issues).toEqual([opened]);
      expect(opened.body).toMatch(/^## Drift of localhost_\d+\n[^]*torq-group-claims/);

      writeFileSync(join(forge.artifacts, 'drift/drift.md'), 'Less\n');
      well(await runJob('drift.yml', 'issue', forge, { needs: { drift } }));
      expect(github().issues).toEqual([{ ...opened, body: 'Less\n' }]);

      const gone = { outputs: { result: '0' } };
      well(await runJob('drift.yml', 'issue', forge, { needs: { drift: gone } }));
      expect(github().issues).toEqual([{ ...opened, body: 'Less\n', state: 'closed' }]);
      well(await runJob('drift.yml', 'issue', forge, { needs: { drift } }));
      expect(github().issues.map((one) => one.state)).toEqual(['closed', 'open']);
    } finally {
      await close();
    }
  });

  it('the checks that take long open one issue with the logs of those that failed', async () => {
    const { forge, github, close } = await repository(() => undefined);
    try {
      cpSync(
        folder({ 'mutants.txt': '3 of 40 broken Actions\n' }),
        join(forge.artifacts, 'nightly-mutants'),
        {
          recursive: true,
        },
      );
      const needs = { 'random-rules': { result: 'success' }, mutants: { result: 'failure' } };
      well(await runJob('nightly.yml', 'issue', forge, { needs }));
      well(await runJob('nightly.yml', 'issue', forge, { needs }));
      const [issue, ...more] = github().issues;
      expect(more).toEqual([]);
      expect(issue).toMatchObject({ state: 'open', labels: ['nightly'] });
      expect(issue!.body).toMatch(
        /^https:\/\/github\.example\/acme\/auth0\/actions\/runs\/\d+\n\n## mutants\n\n~~~~\n3 of 40 broken Actions\n\n~~~~\n$/,
      );
      well(await runJob('nightly.yml', 'issue', forge, { needs: { mutants: { result: 'success' } } }));
      expect(github().issues[0]).toMatchObject({ state: 'closed' });
    } finally {
      await close();
    }
  });
});

it('every other step of the workflows was run', () => {
  expect(stepsOfAll().filter((run) => !ran.has(run) && !passedOver.has(run))).toEqual([]);
  expect(passedOver.size).toBe(Object.keys(NOT_RUN).length);
});
