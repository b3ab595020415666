import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findLocalTenant } from '../../scripts/local-tenant/server.ts';
import { command } from '../../scripts/tenant.ts';
import { copyProject } from '../support/copy-project.ts';
import { quietContext } from '../support/context.ts';
import { temporaryFolder } from './harness.ts';

function world(cwd: string, signal: AbortSignal, onOutput: () => void = () => undefined) {
  const printed: string[] = [];
  const out = (text: string) => {
    printed.push(text);
    onOutput();
  };
  return { context: { ...quietContext(cwd), signal, out }, printed };
}

describe('the tenant verb', () => {
  test('says how to reach the tenant, without the secret, and ends cleanly when aborted', async () => {
    const cwd = temporaryFolder();
    const controller = new AbortController();
    let found: Awaited<ReturnType<typeof findLocalTenant>>;
    const look = async () => {
      found = await findLocalTenant(join(cwd, 'here'));
      controller.abort();
    };
    const { context, printed } = world(cwd, controller.signal, () => void look());
    const code = await command.run(context, [], { port: '0', state: 'here' });
    expect(code).toBe(0);
    const text = printed.join('\n');
    expect(text).toContain(`https://${found?.domain}/`);
    expect(text).toContain(join(cwd, 'here', 'certificate.pem'));
    expect(text).toContain(found?.clientId);
    expect(text).not.toContain(found?.clientSecret);
    expect(await findLocalTenant(join(cwd, 'here'))).toBeUndefined();
  });

  test('lets the personas of the profile sign in', async () => {
    const cwd = temporaryFolder();
    copyProject(cwd);
    const { context, printed } = world(cwd, AbortSignal.abort());
    expect(await command.run(context, [], { port: '0', playRedirects: true })).toBe(0);
    expect(printed.join('\n')).toMatch(/redirects +of Actions are played by a page/);
    expect(printed.join('\n')).toMatch(/people +6 can sign in/);
    expect(printed.join('\n')).toMatch(/network +closed to Actions/);
    await expect(command.run(context, [], { port: '0', people: 'none.yaml' })).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  test('stops at once when the abort came first', async () => {
    const { context } = world(temporaryFolder(), AbortSignal.abort());
    expect(await command.run(context, [], { port: '0' })).toBe(0);
  });

  test.each([
    ['an alias that leads nowhere', '- *later', 'yaml-broken', { file: 'faults.yaml' }],
    ['a mistake in a fault', '- kind: cut\n  on: /clients', 'local-tenant-faults', { line: 2, column: 7 }],
  ])('a faults file with %s is a Problem with its place', async (_what, text, code, at) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'faults.yaml'), text);
    const { context } = world(cwd, AbortSignal.abort());
    const running = command.run(context, [], { port: '0', faults: 'faults.yaml' });
    await expect(running).rejects.toMatchObject({ code, at });
  });

  test.each([
    ['- url: api.example\n  reply: refused', 'must be the start of an http or https address', 1],
    ['- url: https://api.example\n  reply: none', 'must be refused, or a status', 2],
    ['- url: https://api.example\n  reply: { status: 100 }', '(0.reply.status)', 2],
  ])('a network file with a mistake is a Problem with its place: %j', async (text, says, line) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'network.yaml'), text);
    const { context } = world(cwd, AbortSignal.abort());
    const running = command.run(context, [], { port: '0', network: 'network.yaml' });
    await expect(running).rejects.toMatchObject({
      code: 'local-tenant-network',
      message: expect.stringContaining(says) as string,
      at: { file: 'network.yaml', line },
    });
  });

  test.each(['http', '70000', '-1', '', '1.5'])('--port %s is a Problem', async (port) => {
    const { context } = world(temporaryFolder(), AbortSignal.abort());
    await expect(command.run(context, [], { port })).rejects.toMatchObject({ code: 'local-tenant-port' });
  });
});
