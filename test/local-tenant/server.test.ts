import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findLocalTenant, startLocalTenant } from '../../scripts/local-tenant/server.ts';
import { makeAction, seededRandom, startTenant, temporaryFolder } from './harness.ts';

const running = (port = 'port \\d+') =>
  expect.stringMatching(new RegExp(`Another local tenant \\(process ${process.pid}, ${port}\\)`));

describe('starting', () => {
  test('the first start makes key, certificate and state; the key and the state are private', async () => {
    const stateDir = join(temporaryFolder(), 'new', 'state');
    const tenant = await startLocalTenant({ stateDir });
    onTestFinished(() => tenant.close());
    const mode = (name: string) => statSync(join(stateDir, name)).mode & 0o777;
    expect([mode('certificate.key'), mode('state.json'), mode('owner.json')]).toEqual([0o600, 0o600, 0o600]);
    const certificate = new X509Certificate(readFileSync(tenant.certificatePath));
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(certificate.ca).toBe(false);
  });

  test('the same seed makes the same ids', async () => {
    const folders = [temporaryFolder(), temporaryFolder()];
    const ids = folders.map(async (stateDir) => {
      const tenant = await startLocalTenant({ stateDir, random: seededRandom(7) });
      await tenant.close();
      return tenant.clientId;
    });
    const [first, second] = await Promise.all(ids);
    expect(first).toBe(second);
  });

  test('listens on the loopback interface alone', async () => {
    const { tenant } = await startTenant();
    const port = Number(tenant.domain.split(':')[1]);
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address && !address.internal && address.family === 'IPv4');
    for (const address of outside) {
      const refused = await new Promise((resolve) => {
        const socket = connect({ host: address?.address ?? '', port });
        socket.on('connect', () => resolve(false));
        socket.on('error', () => resolve(true));
      });
      expect(refused).toBe(true);
    }
  });

  test('a second on the same folder is refused, and the first is found', async () => {
    const { tenant, stateDir } = await startTenant();
    await expect(startLocalTenant({ stateDir })).rejects.toMatchObject({
      name: 'Problem',
      code: 'local-tenant-running',
      message: running(),
    });
    const { domain, certificatePath, clientId, clientSecret } = tenant;
    const connection = { domain, certificatePath, clientId, clientSecret };
    expect(await findLocalTenant(stateDir)).toEqual(connection);
    expect(tenant.requests).toEqual([]);
  });

  test('of many that start at once, one has the folder', async () => {
    const stateDir = temporaryFolder();
    const starts = await Promise.allSettled(Array.from({ length: 5 }, () => startLocalTenant({ stateDir })));
    const started = starts.filter((start) => start.status === 'fulfilled');
    for (const { value } of started) onTestFinished(() => value.close());
    expect(started).toHaveLength(1);
    for (const start of starts) {
      if (start.status === 'rejected') expect(start.reason).toMatchObject({ code: 'local-tenant-running' });
    }
  });

  test('a busy port is a Problem, and the folder is free again', async () => {
    const stateDir = temporaryFolder();
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(startLocalTenant({ stateDir, port })).rejects.toMatchObject({
      code: 'local-tenant-port',
      message: `Cannot listen on port ${port}: it is in use.`,
      hint: expect.stringContaining('--port'),
    });
    expect(existsSync(join(stateDir, 'owner.json'))).toBe(false);
  });

  test('a damaged state is a Problem, and the folder is free again', async () => {
    const stateDir = temporaryFolder();
    writeFileSync(join(stateDir, 'state.json'), '{"version":1');
    for (let times = 0; times < 2; times += 1) {
      await expect(startLocalTenant({ stateDir })).rejects.toMatchObject({
        code: 'local-tenant-state-damaged',
      });
    }
    expect(readFileSync(join(stateDir, 'state.json'), 'utf8')).toBe('{"version":1');
  });

  test.each([
    ['of a dead process', { pid: 2 ** 30, port: 1, instance: 'gone' }],
    ['of a reused process id', { pid: process.pid, port: 1, instance: 'gone' }],
    ['that is not one', 'nonsense'],
  ])('an owner file %s is taken over', async (_what, owner) => {
    const stateDir = temporaryFolder();
    writeFileSync(join(stateDir, 'owner.json'), JSON.stringify(owner));
    expect(await findLocalTenant(stateDir)).toBeUndefined();
    const tenant = await startLocalTenant({ stateDir });
    onTestFinished(() => tenant.close());
    expect((await findLocalTenant(stateDir))?.domain).toBe(tenant.domain);
    expect(readdirSync(stateDir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('one that is just starting is not disturbed', async () => {
    const stateDir = temporaryFolder();
    writeFileSync(join(stateDir, 'owner.json'), JSON.stringify({ pid: process.pid, port: 0, instance: 'x' }));
    await expect(startLocalTenant({ stateDir })).rejects.toMatchObject({ code: 'local-tenant-running' });
    expect(await findLocalTenant(stateDir)).toBeUndefined();
  });

  test('a certificate that is damaged or is not of its key is made anew', async () => {
    const { stateDir, tenant } = await startTenant();
    await tenant.close();
    const path = join(stateDir, 'certificate.pem');
    const kept = readFileSync(path, 'utf8');
    writeFileSync(path, 'damaged');
    const again = await startLocalTenant({ stateDir });
    await again.close();
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
    writeFileSync(path, kept);
    const third = await startLocalTenant({ stateDir });
    onTestFinished(() => third.close());
    expect(readFileSync(path, 'utf8')).not.toBe(kept);
  });
});

describe('a restart', () => {
  test('keeps everything, on another port too, and old tokens of the old port do not work', async () => {
    const first = await startTenant();
    const { id } = await makeAction(first);
    const bindings = [{ ref: { type: 'action_id', value: id } }];
    await first.api('PATCH', '/actions/triggers/post-login/bindings', { bindings });
    const connection = await first.api('POST', '/connections', { name: 'db', strategy: 'auth0' });
    const action = await first.api('GET', `/actions/actions/${id}`);
    const old = await first.tokenWith('read:actions');
    await first.tenant.close();
    expect(await findLocalTenant(first.stateDir)).toBeUndefined();

    const second = await startTenant({ stateDir: first.stateDir });
    expect(second.tenant.clientId).toBe(first.tenant.clientId);
    expect(second.tenant.clientSecret).toBe(first.tenant.clientSecret);
    expect((await second.api('GET', `/actions/actions/${id}`)).body).toEqual(action.body);
    expect((await second.api('GET', `/connections/${connection.body['id']}`)).body).toEqual(connection.body);
    const bound = await second.api('GET', '/actions/triggers/post-login/bindings');
    expect(bound.body['bindings']).toHaveLength(1);
    if (second.tenant.domain !== first.tenant.domain) {
      expect((await second.api('GET', '/actions/actions', undefined, old)).status).toBe(401);
    }
  });
});
