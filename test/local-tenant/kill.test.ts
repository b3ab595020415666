import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { findLocalTenant } from '../../scripts/local-tenant/server.ts';
import { readState } from '../../scripts/local-tenant/store.ts';
import { requestToken, seededRandom, sendTo, temporaryFolder } from './harness.ts';

const RUNNER = join(import.meta.dirname, 'run-tenant.ts');

/** Starts a tenant in a child process and resolves when it listens. */
async function startChild(stateDir: string): Promise<{ child: ChildProcess; domain: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', RUNNER, stateDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, domain: chunk.toString().trim() };
}

test(
  'killed at any moment, it has lost nothing it answered and starts again',
  { timeout: 60_000 },
  async () => {
    const stateDir = temporaryFolder();
    const random = seededRandom(20_261_123);
    const answered: string[] = [];
    let sent = 0;
    for (let round = 0; round < 4; round += 1) {
      const { child, domain } = await startChild(stateDir);
      const tenant = await findLocalTenant(stateDir);
      expect(tenant?.domain).toBe(domain);
      if (!tenant) return;
      const agent = new Agent({ ca: readFileSync(tenant.certificatePath), keepAlive: true, maxSockets: 3 });
      const headers = {
        authorization: `Bearer ${await requestToken(tenant, agent)}`,
        'content-type': 'application/json',
      };
      const write = async () => {
        while (child.signalCode === null) {
          const name = `client-${(sent += 1)}`;
          const body = JSON.stringify({ name });
          const post = { method: 'POST', path: '/api/v2/clients', headers, body };
          const answer = await sendTo(domain, agent, post).catch(() => undefined);
          if (answer?.status === 201) answered.push(name);
        }
      };
      const writers = [write(), write(), write()];
      const [milliseconds = 0] = random(1);
      await sleep(milliseconds);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await Promise.all(writers);
      agent.destroy();

      expect(await findLocalTenant(stateDir)).toBeUndefined();
      const names = new Set(readState(join(stateDir, 'state.json'))?.clients.map((client) => client.name));
      expect(answered.filter((name) => !names.has(name))).toEqual([]);
    }
    expect(answered.length).toBeGreaterThan(0);
  },
);
