import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedTenant } from '../../test/support/recorded-tenant.ts';
import { readYaml } from '../../scripts/lib/yaml.ts';
import { keywordsOf } from '../../scripts/project/keywords.ts';
import { readProject } from '../../scripts/project/project.ts';
import { columns } from '../../scripts/lib/columns.ts';
import { resolveKeywords, withClientIds } from '../../scripts/tenant/keywords.ts';
import { measure, type Measured } from './measure.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const CLI = join(REPOSITORY, 'scripts/cli.ts');
const A0DEPLOY = join(REPOSITORY, 'node_modules/auth0-deploy-cli/lib/index.js');

export interface Row extends Measured {
  readonly title: string;
  readonly requests: number;
  readonly writes: number;
}

/** One command line of the toolkit as its users run it. */
export function toolkit(
  root: string,
  tenant: RecordedTenant,
  title: string,
  args: readonly string[],
): Promise<Row> {
  return counted(tenant, title, () =>
    measure(process.execPath, ['--import', 'tsx', CLI, ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'] },
    }),
  );
}

/** auth0-deploy-cli as its users run it, with the placeholders already replaced. */
export function a0deploy(
  root: string,
  tenant: RecordedTenant,
  title: string,
  flags: readonly string[] = [],
): Promise<Row> {
  const project = readProject(root, {}, undefined);
  const state = JSON.parse(readFileSync(join(root, '.tenant/state.json'), 'utf8')) as {
    clients: { name: string; client_id: string }[];
  };
  const clientIds = new Map(state.clients.map((client) => [client.name, client.client_id]));
  const keywords = withClientIds(keywordsOf(project).keywords, clientIds);
  const yaml = readYaml(join(root, 'tenant.yaml'), 'tenant.yaml', '');
  writeFileSync(join(root, 'resolved.yaml'), JSON.stringify(resolveKeywords(yaml, keywords, '')));
  const config = {
    AUTH0_DOMAIN: tenant.domain,
    AUTH0_CLIENT_ID: tenant.clientId,
    AUTH0_CLIENT_SECRET: tenant.clientSecret,
    AUTH0_ALLOW_DELETE: false,
  };
  writeFileSync(join(root, 'config.json'), JSON.stringify(config));
  const input = ['--config_file', 'config.json', '--input_file', 'resolved.yaml', '--env', 'false'];
  const env = { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: tenant.certificatePath };
  return counted(tenant, title, () =>
    measure(process.execPath, [A0DEPLOY, 'import', ...input, ...flags], { cwd: root, env }),
  );
}

async function counted(tenant: RecordedTenant, title: string, work: () => Promise<Measured>): Promise<Row> {
  console.error(title);
  const before = tenant.requests.length;
  const measured = await work();
  const requests = tenant.requests.slice(before);
  const writes = requests.filter((one) => one.method !== 'GET' && one.path !== '/oauth/token');
  return { ...measured, title, requests: requests.length, writes: writes.length };
}

/** The rows, and below them one row of ratios for each pair. */
export function printRows(
  rows: readonly Row[],
  pairs: readonly (readonly [title: string, own: Row, other: Row])[],
): void {
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
