import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject } from '../test/support/copy-project.ts';
import { startRecordedTenant } from '../test/support/recorded-tenant.ts';
import { a0deploy, printRows, toolkit } from './support/side-by-side.ts';

/**
 * deploy:tenant beside a bare `a0deploy import` of the same resources, on the same local tenant: a change of the
 * Action's code, and nothing to do. The tenant runs in this process, outside what is measured.
 */
export async function run(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'bench-deploy-'));
  try {
    copyProject(root);
    const tenant = await startRecordedTenant({ stateDir: join(root, '.tenant') });
    try {
      await toolkit(root, tenant, 'first deploy', ['deploy']);
      changeAction(root, 1);
      const change = await toolkit(root, tenant, 'deploy:tenant, one change', [
        'deploy',
        '--unproved',
        'torq-group-claims',
      ]);
      const nothing = await toolkit(root, tenant, 'deploy:tenant, no change', ['deploy']);
      changeAction(root, 2);
      await toolkit(root, tenant, 'build', ['build']);
      const bareChange = await a0deploy(root, tenant, 'a0deploy import, one change');
      const bareNothing = await a0deploy(root, tenant, 'a0deploy import, no change');
      printRows(
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
