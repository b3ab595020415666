import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { run } from '../support/context.ts';
import { copyProject } from '../support/copy-project.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';
import { torq } from './run-torq.ts';

// The whole rollout on a deployed local tenant and a mapping that is in place.
describe('a rollout on a tenant that is live', () => {
  const deployed = mkdtempSync(join(tmpdir(), 'toolkit-torq-'));
  beforeAll(async () => {
    copyProject(deployed);
    expect(await run(deployed, ['deploy'])).toMatchObject({ code: 0 });
    expect(await torq(deployed, ['apply'])).toMatchObject({ code: 0 });
  }, 60_000);
  afterAll(() => rmSync(deployed, { recursive: true, force: true }));

  /** The deployed project, with torq.yaml changed. */
  function changed(...edits: readonly (readonly [from: string | RegExp, to: string])[]): string {
    const root = folder();
    cpSync(deployed, root, { recursive: true });
    const path = join(root, 'torq.yaml');
    const text = edits.reduce((text, [from, to]) => text.replace(from, to), readFileSync(path, 'utf8'));
    writeFileSync(path, text);
    return root;
  }

  test('nothing to do, nothing to find, also when the tenant is looked at', async () => {
    expect(await torq(deployed, ['plan'])).toMatchObject({ code: 0 });
    const check = await torq(deployed, ['check'], { live: true });
    expect(check.out).toContain('no findings');
    expect(check.out).not.toContain('`--live`');
  });

  test('the sheet has the client ID', async () => {
    const { out } = await torq(deployed, ['sheet'], { json: true });
    expect(out).toMatch(/"label": "Client ID",\n +"value": "[A-Za-z0-9]{32}"/u);
  });

  test('rows nobody needs are removed', async () => {
    const root = changed([/.*value: Torq Operators.*\n/u, '']);
    expect(await run(root, ['deploy'])).toMatchObject({ code: 0 });
    const { out, code } = await torq(root, ['apply'], { remove: true });
    expect(out).toContain('  remove  https://torq.io/groups = Torq Operators -> Operator');
    expect(code).toBe(0);
    expect((await torq(root, ['plan'])).code).toBe(0);
  }, 60_000);

  const renamed = [
    ['value: Torq SOC, role', 'value: Torq Security, role'],
    ['groups: [Torq SOC, Torq Viewers]', 'groups: [Torq SOC, Torq Security]'],
  ] as const;

  test('a group is renamed: rows first, then Auth0, then the old row; not the other way round', async () => {
    const root = changed(...renamed);
    const added = await torq(root, ['apply']);
    expect(added.out).toContain('  add     https://torq.io/groups = Torq Security -> SOC Analyst');
    expect(added.out).toContain('1 old row stays');

    const early = await problemOf(() => torq(root, ['apply'], { remove: true }));
    expect(early).toMatchObject({
      code: 'torq-deploy-first',
      hint: expect.stringContaining('deploy:tenant') as string,
    });

    expect(await run(root, ['deploy'])).toMatchObject({ code: 0 });
    const removed = await torq(root, ['apply'], { remove: true });
    expect(removed.out).toContain('  remove  https://torq.io/groups = Torq SOC -> SOC Analyst');
  }, 60_000);

  test('a row that takes an Owner’s role until Auth0 emits the new group is refused; declared tokens alone do not show it', async () => {
    const root = changed(
      ['value: Torq Owners, role', 'value: Torq Admins, role'],
      ['groups: [Torq Owners, All Employees]', 'groups: [Torq Owners, Torq Admins, Torq Viewers]'],
    );
    const problem = await problemOf(() => torq(root, ['apply']));
    expect(problem.code).toBe('torq-guard');
    expect(problem.detail).toMatch(
      /After moving .*, oscar\.owner@contoso\.com is locked out of being Owner: Viewer/u,
    );
    expect((await torq(root, ['plan'], { declared: true })).out).toContain('Stopped after any step');
  });
});
