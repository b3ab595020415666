import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { takeOwnership } from '../../scripts/local-tenant/owner.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const own = { pid: process.pid, port: 0, instance: 'new' };

function ownedBy(owner: { pid: number; port: number }): string {
  const stateDir = folder();
  writeFileSync(join(stateDir, 'owner.json'), JSON.stringify({ ...owner, instance: 'old' }));
  return stateDir;
}

/** The id of a process that ended while its parent, which lives on, never asked for it. */
async function zombie(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(chunk.toString());
  const ended = () => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  while (!ended()) await sleep(1);
  return pid;
}

describe('the owner of a state folder', () => {
  it('is a process that starts at this moment', async () => {
    const problem = await problemOf(() => takeOwnership(ownedBy({ pid: process.ppid, port: 0 }), own));
    expect(problem.message).toContain(`process ${process.ppid}`);
  });

  it('is no longer one whose start never came to its end', async () => {
    const stateDir = ownedBy({ pid: process.ppid, port: 0 });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(stateDir, 'owner.json'), longAgo, longAgo);
    await expect(takeOwnership(stateDir, own)).resolves.toBeUndefined();
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'is no longer a killed one that its parent has not asked for',
    async () => {
      await expect(takeOwnership(ownedBy({ pid: await zombie(), port: 0 }), own)).resolves.toBeUndefined();
    },
  );

  it('is no longer one that is gone', async () => {
    await expect(takeOwnership(ownedBy({ pid: 2 ** 22 + 1, port: 8443 }), own)).resolves.toBeUndefined();
  });
});
