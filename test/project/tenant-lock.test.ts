import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processStart } from '../../scripts/lib/processes.ts';
import type { Project } from '../../scripts/project/project.ts';
import { withTenantLock } from '../../scripts/project/tenant-lock.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const DOMAIN = 'acme.eu.auth0.com';

function project(root: string, name = 'staging'): Project {
  const target = { kind: 'real', domain: DOMAIN };
  return { root, stateDir: join(root, '.tenant'), name, target } as unknown as Project;
}

const LOCK = join('.tenant', `${DOMAIN}.lock`);
const take = (root: string, name?: string): Promise<string> =>
  withTenantLock(project(root, name), 'rollback', () => Promise.resolve('done'));

/** A folder whose lock somebody holds. */
function heldBy(holder: object): string {
  const whole = { verb: 'deploy', since: '2026-11-23T20:15:00.000Z', host: hostname(), ...holder };
  return folder({ [LOCK]: JSON.stringify(whole) });
}

const self = { pid: process.pid, start: processStart(process.pid) };

describe('the lock of a tenant', () => {
  it('lets one at a time change it, under whichever name, and is gone afterwards', async () => {
    const root = folder();
    await withTenantLock(project(root), 'deploy', async () => {
      const { since } = JSON.parse(readFileSync(join(root, LOCK), 'utf8')) as { since: string };
      expect(await problemOf(() => take(root, 'by-another-name'))).toMatchObject({
        code: 'tenant-locked',
        message: `A deploy (process ${process.pid} on ${hostname()}) has been changing by-another-name since ${since}.`,
        at: { file: LOCK },
      });
    });
    expect(await take(root)).toBe('done');
    await expect(
      withTenantLock(project(root), 'deploy', () => Promise.reject(new Error('failed'))),
    ).rejects.toThrow('failed');
    expect(readdirSync(join(root, '.tenant'))).toEqual([]);
  });

  it.each<[string, () => string]>([
    ['a process that has ended', () => heldBy({ pid: spawnSync(process.execPath, ['--version']).pid })],
    ['a process whose id is another one’s now', () => heldBy({ ...self, start: '1' })],
    ['nobody, as it was cut off', () => folder({ [LOCK]: '' })],
  ])('does not hold for %s', async (_what, locked) => {
    expect(await take(locked())).toBe('done');
  });

  it('holds for another machine as long as that gives signs of life', async () => {
    const root = heldBy({ pid: 1, host: 'elsewhere' });
    expect((await problemOf(() => take(root))).message).toContain('process 1 on elsewhere');
    const before = Date.now() / 1000 - 121;
    utimesSync(join(root, LOCK), before, before);
    expect(await take(root)).toBe('done');
  });

  it('is not taken away from whoever took it over', async () => {
    const root = folder();
    await withTenantLock(project(root), 'deploy', () => {
      writeFileSync(join(root, LOCK), 'another one’s');
      return Promise.resolve();
    });
    expect(readFileSync(join(root, LOCK), 'utf8')).toBe('another one’s');
  });

  it('says so when it cannot be written', async () => {
    expect(await problemOf(() => take(folder({ '.tenant': 'a file' })))).toMatchObject({
      code: 'state-unwritable',
      at: { file: LOCK },
    });
  });
});
