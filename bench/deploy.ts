import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalTenant, type LocalTenant } from '../scripts/local-tenant/server.ts';
import { readYaml } from '../scripts/lib/yaml.ts';
import { keywordsOf } from '../scripts/project/keywords.ts';
import { readProject } from '../scripts/project/project.ts';
import { columns } from '../scripts/report/text.ts';
import { resolveKeywords, withClientIds } from '../scripts/tenant/keywords.ts';
import { copyProject } from '../test/support/copy-project.ts';
import { measure, type Measured } from './support/measure.ts';

const REPOSITORY = join(import.meta.dirname, '..');
const A0DEPLOY = join(REPOSITORY, 'node_modules/auth0-deploy-cli/lib/index.js');

interface Row extends Measured {
  readonly title: string;
  readonly requests: number;
  readonly writes: number;
}

/**
 * deploy:tenant beside a bare `a0deploy import` of the same resources, on the same local tenant: a change of the
 * Action's code, and nothing to do. The tenant runs in this process, outside what is measured.
 */
export async function run(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'bench-deploy-'));
  try {
    copyProject(root);
    const tenant = await startLocalTenant({ stateDir: join(root, '.tenant') });
    try {
      await toolkit(root, tenant, 'first deploy');
      changeAction(root, 1);
      const change = await toolkit(root, tenant, 'deploy:tenant, one change');
      const nothing = await toolkit(root, tenant, 'deploy:tenant, no change');
      changeAction(root, 2);
      await measure(process.execPath, ['--import', 'tsx', join(REPOSITORY, 'scripts/cli.ts'), 'build'], {
        cwd: root,
        env: process.env,
      });
      const bareChange = await a0deploy(root, tenant, 'a0deploy import, one change');
      const bareNothing = await a0deploy(root, tenant, 'a0deploy import, no change');
      print(
        [bareChange, change, bareNothing, nothing],
        [
          ['one change', change, bareChange],
          ['no change', nothing, bareNothing],
        ],
      );
    } finally {
      await tenant.close();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function changeAction(root: string, round: number): void {
  const path = join(root, 'actions/torq-group-claims.ts');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/so no .*claim.* is set[^']*/, `so no claim is set (${round}).`),
  );
}

function toolkit(root: string, tenant: LocalTenant, title: string): Promise<Row> {
  const args = ['--import', 'tsx', join(REPOSITORY, 'scripts/cli.ts'), 'deploy'];
  return counted(tenant, title, () =>
    measure(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'] } }),
  );
}

/** auth0-deploy-cli as its users run it, with the placeholders already replaced. */
function a0deploy(root: string, tenant: LocalTenant, title: string): Promise<Row> {
  const project = readProject(root, {}, undefined);
  const state = JSON.parse(readFileSync(join(root, '.tenant/state.json'), 'utf8')) as {
    clients: { name: string; client_id: string }[];
  };
  const clientIds = new Map(state.clients.map((client) => [client.name, client.client_id]));
  const keywords = withClientIds(keywordsOf(project).keywords, clientIds);
  const yaml = readYaml(join(root, 'tenant.yaml'), 'tenant.yaml', '');
  writeFileSync(join(root, 'resolved.yaml'), JSON.stringify(resolveKeywords(yaml, keywords, '')));
  writeFileSync(
    join(root, 'config.json'),
    JSON.stringify({
      AUTH0_DOMAIN: tenant.domain,
      AUTH0_CLIENT_ID: tenant.clientId,
      AUTH0_CLIENT_SECRET: tenant.clientSecret,
      AUTH0_ALLOW_DELETE: false,
    }),
  );
  const args = [
    A0DEPLOY,
    'import',
    '--config_file',
    'config.json',
    '--input_file',
    'resolved.yaml',
    '--env',
    'false',
  ];
  const env = { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: tenant.certificatePath };
  return counted(tenant, title, () => measure(process.execPath, args, { cwd: root, env }));
}

async function counted(tenant: LocalTenant, title: string, work: () => Promise<Measured>): Promise<Row> {
  console.error(title);
  const before = tenant.requests.length;
  const measured = await work();
  const requests = tenant.requests.slice(before);
  const writes = requests.filter((one) => one.method !== 'GET' && one.path !== '/oauth/token');
  return { ...measured, title, requests: requests.length, writes: writes.length };
}

function print(rows: readonly Row[], pairs: readonly (readonly [string, Row, Row])[]): void {
  const ratio = (own: number | undefined, other: number | undefined): string =>
    own === undefined || other === undefined ? 'n/a' : (own / other).toFixed(2);
  console.log(
    columns([
      ['', 'seconds', 'peak MB', 'requests', 'writes'],
      ...rows.map((row) => [
        row.title,
        row.seconds.toFixed(1),
        row.megabytes?.toFixed(0) ?? 'n/a',
        String(row.requests),
        String(row.writes),
      ]),
      ...pairs.map(([title, own, other]) => [
        `ratio, ${title}`,
        ratio(own.seconds, other.seconds),
        ratio(own.megabytes, other.megabytes),
        ratio(own.requests, other.requests),
        '',
      ]),
    ]),
  );
}
