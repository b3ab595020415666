import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { copyProject } from '../test/support/copy-project.ts';
import { startRecordedTenant } from '../test/support/recorded-tenant.ts';
import { seed } from '../test/support/seed.ts';
import { a0deploy, printRows, toolkit } from './support/side-by-side.ts';

/** How many Actions and applications the tenant holds, and how many requests a second it takes. */
const SIZES: readonly { readonly actions: number; readonly applications: number; readonly rate?: number }[] =
  [
    { actions: 1, applications: 1 },
    { actions: 10, applications: 1 },
    { actions: 10, applications: 1, rate: 2 },
    { actions: 1, applications: 50 },
    { actions: 100, applications: 50 },
  ];

/** Requests that a tenant with a rate takes at once before it refuses. */
const BURST = 10;

/**
 * plan beside `a0deploy import --dry-run`, and a deploy of one changed Action beside `a0deploy import`, of the same
 * resources on the same local tenant. The tenant runs in this process, outside what is measured.
 */
export async function run(): Promise<void> {
  for (const size of SIZES) {
    const title = `${size.actions} Actions, ${size.applications} applications${size.rate === undefined ? '' : `, ${size.rate} requests a second`}`;
    console.log(`\n${title}`);
    await measureSize(size);
  }
}

async function measureSize({ actions, applications, rate }: (typeof SIZES)[number]): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'bench-plan-'));
  try {
    copyProject(root);
    grow(root, actions, applications);
    await seed(root);
    changeAction(root, 1);
    const faults = rate === undefined ? [] : [{ kind: 'rate' as const, perSecond: rate, burst: BURST }];
    const tenant = await startRecordedTenant({ stateDir: join(root, '.tenant'), faults });
    try {
      const before = tenant.requests.length;
      const deploy = await toolkit(root, tenant, 'deploy:tenant, one changed Action', DEPLOY);
      const asked = tenant.requests.slice(before).map(({ method, path }) => `${method} ${nameless(path)}`);
      const plan = await toolkit(root, tenant, 'plan', ['plan']);
      const dryRun = await a0deploy(root, tenant, 'a0deploy import --dry-run', ['--dry-run']);
      changeAction(root, 2);
      await toolkit(root, tenant, 'build', ['build']);
      const bare = await a0deploy(root, tenant, 'a0deploy import, one changed Action');
      printRows(
        [dryRun, plan, bare, deploy],
        [
          ['plan', plan, dryRun],
          ['one changed Action', deploy, bare],
        ],
      );
      console.log(`one changed Action: ${asked.join(', ')}`);
    } finally {
      await tenant.close();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Adds Actions and applications to the project until it has so many; only the first Action is bound. */
function grow(root: string, actions: number, applications: number): void {
  const path = join(root, 'tenant.yaml');
  const yaml = parseDocument(readFileSync(path, 'utf8'));
  for (let number = 2; number <= actions; number += 1) {
    const name = `action-${number}`;
    writeFileSync(
      join(root, `actions/${name}.ts`),
      `export const onExecutePostLogin = async (): Promise<void> => console.log('${name}');\n`,
    );
    yaml.addIn(['actions'], {
      name,
      code: `./dist/actions/${name}.js`,
      runtime: 'node22',
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      deployed: true,
    });
  }
  for (let number = 2; number <= applications; number += 1) {
    yaml.addIn(['clients'], {
      name: `Application ${number}`,
      app_type: 'regular_web',
      oidc_conformant: true,
    });
  }
  writeFileSync(path, yaml.toString());
}

/** Nobody has verified what the measurement changes. */
const DEPLOY = ['deploy', '--unproved', 'torq-group-claims'];

/** Changes what the first Action says. */
function changeAction(root: string, round: number): void {
  const path = join(root, 'actions/torq-group-claims.ts');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/so no .*claim.* is set[^']*/, `so none is set (${round}).`));
}

/** A path without its query, and without ids. */
function nameless(path: string): string {
  return path
    .replace(/\?.*/, '')
    .replace('/api/v2', '')
    .replaceAll(/[0-9a-f-]{36}|con_\w+/g, 'ID');
}
