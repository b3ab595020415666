import { afterAll, describe, expect, it } from 'vitest';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { runActions, type RunOptions } from '../../scripts/simulator/chain.ts';
import { login } from '../../scripts/simulator/login.ts';
import type { BoundAction } from '../../scripts/simulator/result.ts';

afterAll(closeSandboxes);

/** A bundle whose onExecutePostLogin has the given body. */
function action(body: string, name = 'tested', secrets = {}): BoundAction {
  return { name, secrets, code: `exports.onExecutePostLogin = async (event, api) => {\n${body}\n};` };
}

function run(actions: BoundAction | BoundAction[], overrides = {}, options: RunOptions = {}) {
  return runActions([actions].flat(), login(overrides), options);
}

const wait = (seconds: number) => action(`await new Promise((done) => setTimeout(done, ${seconds * 1000}));`);
const tell = (name: string) =>
  action(`api.idToken.setCustomClaim('${name}', event.secrets);`, name, { [name]: '1' });

it('takes any number of logins at once, a few at a time', async () => {
  const some = Array.from({ length: 40 }, (_, at) => run(action(`api.idToken.setCustomClaim('at', ${at});`)));
  const claims = (await Promise.all(some)).map((result) => result.idToken.claims['at']);
  expect(claims).toEqual(Array.from({ length: 40 }, (_, at) => at));
});

describe('what the login becomes', () => {
  it('is allowed with the claims that were set', async () => {
    const result = await run(
      action(`api.idToken.setCustomClaim('https://torq.io/groups', event.user.groups);`),
      {
        user: { groups: ['SOC', 'Admins'] },
      },
    );
    expect(result.outcome).toEqual({ kind: 'allowed' });
    expect(result.idToken.claims).toEqual({ 'https://torq.io/groups': ['SOC', 'Admins'] });
    expect(result.accessToken.claims).toEqual({});
  });

  it('is denied after the denying Action has finished, and no later Action runs', async () => {
    const result = await run([
      action(
        `api.access.deny('no'); api.user.setAppMetadata('seen', true); api.idToken.setCustomClaim('a', 1);`,
        'gate',
      ),
      action(`api.user.setAppMetadata('later', true);`, 'later'),
    ]);
    expect(result.outcome).toEqual({ kind: 'denied', error: 'access_denied', reason: 'no', action: 'gate' });
    expect(result.runs.map((run) => run.action)).toEqual(['gate']);
    expect(result.metadata.app).toEqual({ seen: true });
    expect(result.idToken.claims).toEqual({});
  });

  it('fails with the message of an uncaught error, and nothing is kept', async () => {
    const result = await run(action(`api.user.setAppMetadata('x', 1); throw new Error('upstream said no');`));
    expect(result.outcome).toMatchObject({
      kind: 'failed',
      error: 'access_denied',
      cause: 'action_error',
      reason: 'upstream said no',
    });
    expect(result.metadata.app).toEqual({});
  });

  it.each([
    ['a throw in a timer', `await new Promise(() => setTimeout(() => { throw new Error('late'); }, 5));`],
    [
      'a rejection nobody handles',
      `Promise.reject(new Error('late')); await new Promise((done) => setTimeout(done, 50));`,
    ],
  ])('fails on %s', async (_name, body) => {
    const result = await run(action(body));
    expect(result.outcome).toMatchObject({ kind: 'failed', reason: 'late' });
  });
});

describe('code that does not end', () => {
  it('is terminated in a synchronous loop, and the next login is served', async () => {
    const stuck = await run([action('', 'first'), action('while (true) {}', 'loop')], {}, { limitMs: 100 });
    expect(stuck.outcome).toMatchObject({ kind: 'failed', cause: 'action_timeout', action: 'loop' });
    expect((await run(action(''))).outcome).toEqual({ kind: 'allowed' });
  });

  it('is noticed when it waits for a promise that never settles', async () => {
    const result = await run(action('await new Promise(() => {});'));
    expect(result.outcome).toMatchObject({ kind: 'failed', cause: 'action_timeout' });
  });

  it('is ended at 20 s of virtual time, which all Actions share', async () => {
    expect((await run([wait(9), wait(10)])).outcome).toEqual({ kind: 'allowed' });
    expect((await run([wait(11), wait(10)])).outcome).toMatchObject({
      kind: 'failed',
      cause: 'action_timeout',
    });
  });

  it('is ended when a loop of microtasks never lets go', async () => {
    const result = await run(action('for (;;) await null;'), {}, { limitMs: 100 });
    expect(result.outcome).toMatchObject({ kind: 'failed', cause: 'action_timeout' });
  });

  it('is ended when it eats the memory or ends its process', async () => {
    const hungry = await run(action('const all = []; for (;;) all.push(new Array(1e6).fill({}));'));
    expect(hungry.outcome).toMatchObject({ kind: 'failed', cause: 'platform_error' });
    const exiting = await run(action('process.exit(0);'));
    expect(exiting.outcome).toMatchObject({ kind: 'failed', cause: 'platform_error' });
  });
});

describe('loading', () => {
  it.each([
    [
      'a handler that is not async',
      'exports.onExecutePostLogin = () => Promise.resolve();',
      'must be an async function',
    ],
    ['a throw at the top level', 'throw new Error("no configuration");', 'no configuration'],
    ['a top-level console', 'const console = 1;', "'console' has already been declared"],
    ['a missing handler', 'exports.other = async () => {};', 'does not export onExecutePostLogin'],
    ['an undeclared package', 'require("left-pad");', "Cannot find module 'left-pad'"],
  ])('fails the login on %s', async (_name, code, reason) => {
    const result = await run({ name: 'tested', code });
    expect(result.outcome).toMatchObject({ kind: 'failed', cause: 'action_error' });
    expect(result.outcome).toHaveProperty('reason', expect.stringContaining(reason));
  });

  it('gives Node modules, declared packages and no environment', async () => {
    const code = `
      const { createHash } = require('node:crypto');
      const yaml = require('yaml');
      exports.onExecutePostLogin = async (event, api) => {
        api.idToken.setCustomClaim('hash', createHash('sha256').update('a').digest('hex').slice(0, 8));
        api.idToken.setCustomClaim('yaml', yaml.parse('a: 1'));
        api.idToken.setCustomClaim('env', Object.keys(process.env));
        api.idToken.setCustomClaim('secret', event.secrets.KEY);
      };`;
    const result = await run({
      name: 'tested',
      code,
      secrets: { KEY: 'v' },
      dependencies: [{ name: 'yaml' }],
    });
    expect(result.idToken.claims).toEqual({ hash: 'ca978112', yaml: { a: 1 }, env: [], secret: 'v' });
  });

  it('gives modules to import() as well, but none that it may not require', async () => {
    const imports = (name: string) =>
      run(
        action(`const { createHash, default: all } = await import('${name}');
          api.idToken.setCustomClaim('same', all.createHash === createHash);`),
      );
    expect((await imports('node:crypto')).idToken.claims).toEqual({ same: true });
    expect((await imports('not-declared')).outcome).toMatchObject({
      reason: expect.stringContaining('not a declared dependency') as string,
    });
  });

  it('leaves no globals behind for the next login', async () => {
    const leaky = action(`api.idToken.setCustomClaim('seen', globalThis.kept); globalThis.kept = true;`);
    await run(leaky);
    expect((await run(leaky)).idToken.claims).toEqual({});
  });
});

describe('what later Actions see', () => {
  it('shows stored metadata and transaction metadata, but no change to the event itself', async () => {
    const result = await run(
      [
        action(
          `api.user.setAppMetadata('a', 1).user.setUserMetadata('gone', null);
         api.transaction.setMetadata('t', 'x');
         if (event.transaction.metadata.t !== 'x') throw new Error('not live');
         if (event.user.app_metadata.a) throw new Error('too early');
         event.user.name = 'changed';`,
          'first',
        ),
        action(
          `api.idToken.setCustomClaim('seen', [event.user.app_metadata, event.user.user_metadata,
           event.transaction.metadata, event.user.name]);`,
          'second',
        ),
      ],
      { user: { app_metadata: { old: true }, user_metadata: { gone: 1 } } },
    );
    expect(result.outcome).toEqual({ kind: 'allowed' });
    expect(result.idToken.claims['seen']).toEqual([{ old: true, a: 1 }, {}, { t: 'x' }, 'Ada Lovelace']);
    expect(result.metadata).toEqual({ app: { a: 1 }, user: { gone: null } });
    expect(result.warnings).toMatchObject([{ code: 'event-mutated', action: 'first' }]);
  });

  it('takes a write back that is set to undefined', async () => {
    const result = await run([
      action(`api.user.setAppMetadata('carry', 'x');`),
      action(`api.user.setAppMetadata('carry', undefined);`),
    ]);
    expect(result.metadata.app).toEqual({});
  });

  it('gives each Action its own secrets', async () => {
    expect((await run([tell('a'), tell('b')])).idToken.claims).toEqual({ a: { a: '1' }, b: { b: '1' } });
  });
});

describe('leaving and coming back', () => {
  const leave = {
    name: 'leave',
    code: `
      exports.onExecutePostLogin = async (event, api) => {
        api.transaction.setMetadata('step', 1);
        api.redirect.sendUserTo('https://verify.example.com/', { query: { a: 'b' } });
      };
      exports.onContinuePostLogin = async (event, api) => {
        api.idToken.setCustomClaim('answer', [event.request.query.ok, event.transaction.metadata.step]);
      };`,
  };

  it('suspends at the redirect and resumes in the same Action, with the following ones after it', async () => {
    const before = action(`api.user.setAppMetadata('runs', 1);`, 'before');
    const after = action(`api.idToken.setCustomClaim('after', event.user.app_metadata.runs);`, 'after');
    const first = await run([before, leave, after]);
    expect(first.outcome).toEqual({
      kind: 'suspended',
      by: 'redirect',
      action: 'leave',
      target: 'https://verify.example.com/?a=b',
    });
    const from = JSON.parse(JSON.stringify(first.suspension)) as NonNullable<typeof first.suspension>;
    const second = await run(
      [before, leave, after],
      {},
      { resume: { from, request: { query: { ok: 'yes' } } } },
    );
    expect(second.outcome).toEqual({ kind: 'allowed' });
    expect(second.idToken.claims).toEqual({ answer: ['yes', 1], after: 1 });
    expect(second.runs.map(({ action, handler }) => `${action} ${handler}`)).toEqual([
      'before onExecutePostLogin',
      'leave onExecutePostLogin',
      'leave onContinuePostLogin',
      'after onExecutePostLogin',
    ]);
  });

  it('cannot leave where nobody can be asked', async () => {
    const silent = await run(leave, { request: { query: { prompt: 'none' } } });
    expect(silent.outcome).toMatchObject({ kind: 'failed', error: 'interaction_required' });
  });

  it('denies rather than redirects', async () => {
    const result = await run(action(`api.redirect.sendUserTo('https://a.example'); api.access.deny('no');`));
    expect(result.outcome.kind).toBe('denied');
  });

  it('shows a passed challenge to later Actions', async () => {
    const result = await run([
      action(`api.authentication.challengeWith({ type: 'otp' });`),
      action(`api.idToken.setCustomClaim('methods', event.authentication.methods.map((m) => m.name));`),
    ]);
    expect(result.idToken.claims['methods']).toEqual(['pwd', 'mfa']);
    expect(result.multifactor).toEqual([{ method: 'authentication.challengeWith', args: [{ type: 'otp' }] }]);
  });
});

describe('claims as Auth0 puts them into tokens', () => {
  it('drops restricted names with the reason, and undefined; keeps null; the last call wins', async () => {
    const result = await run(
      action(`
        api.idToken.setCustomClaim('groups', ['a']);
        api.idToken.setCustomClaim('absent', undefined);
        api.idToken.setCustomClaim('empty', null);
        api.idToken.setCustomClaim('twice', 1).idToken.setCustomClaim('twice', 2);
        api.accessToken.setCustomClaim('https://auth0.com/x', 1);
        api.accessToken.addScope('a'); api.accessToken.addScope('b'); api.accessToken.removeScope('b');`),
    );
    expect(result.idToken.claims).toEqual({ empty: null, twice: 2 });
    expect(result.idToken.dropped).toMatchObject([{ name: 'groups' }]);
    expect(result.accessToken.dropped).toMatchObject([{ name: 'https://auth0.com/x' }]);
    expect(result.scopes).toEqual({ added: ['a'], removed: ['b'] });
  });
});

describe('a frozen world', () => {
  it('repeats time, randomness and identifiers, and lets time pass only while waiting', async () => {
    const tellAll = action(`
      const { randomUUID, randomBytes } = require('crypto');
      const start = Date.now();
      await new Promise((done) => setTimeout(done, 1500));
      api.idToken.setCustomClaim('seen', [new Date(start).toISOString(), Date.now() - start, Math.random(),
        randomUUID(), randomBytes(4).toString('hex'), crypto.randomUUID(), new Date(0) instanceof Date]);`);
    const world = { now: Date.parse('2026-01-15T09:00:00Z'), seed: 7 };
    const first = await run(tellAll, {}, { world });
    expect((await run(tellAll, {}, { world })).idToken.claims).toEqual(first.idToken.claims);
    expect(first.idToken.claims['seen']).toEqual(
      expect.arrayContaining(['2026-01-15T09:00:00.000Z', 1500, true]),
    );
    expect((await run(tellAll, {}, { world: { ...world, seed: 8 } })).idToken.claims).not.toEqual(
      first.idToken.claims,
    );
  });

  it('has no network', async () => {
    const result = await run(
      action(`
      const causes = [];
      await fetch('https://example.com').catch((error) => causes.push(error.message));
      await new Promise((done) => require('node:net').connect(443, 'example.com').on('error', (error) => {
        causes.push(error.code);
        done();
      }));
      api.idToken.setCustomClaim('causes', causes);`),
    );
    expect(result.idToken.claims['causes']).toEqual(['fetch failed', 'ECONNREFUSED']);
  });

  it.each([
    ['util.promisify', `await require('node:util').promisify(setTimeout)(50);`],
    ['node:timers', `await new Promise((done) => require('node:timers').setTimeout(done, 50));`],
    ['node:timers/promises', `await require('node:timers/promises').setTimeout(50);`],
    [
      'AbortSignal.timeout',
      `await new Promise((done) => AbortSignal.timeout(50).addEventListener('abort', done));`,
    ],
    [
      'an aborted fetch',
      `const { name } = await fetch('https://a.b/', { signal: AbortSignal.timeout(5) }).catch((error) => error);
       if (name !== 'TimeoutError') throw new Error(name);
       await new Promise((done) => setTimeout(done, 45));`,
    ],
  ])('has one clock: %s', async (_name, body) => {
    const result = await run(
      action(`${body} api.idToken.setCustomClaim('at', Date.now());`),
      {},
      { world: { now: 1000, seed: 1, http: { otherwise: { status: 200 } } } },
    );
    expect(result.outcome).toEqual({ kind: 'allowed' });
    expect(result.idToken.claims).toEqual({ at: 1050 });
  });

  it('waits for work outside its thread, and is not fooled by it', async () => {
    const result = await run(
      action(`
        const { promisify } = require('node:util');
        const key = await promisify(require('node:crypto').pbkdf2)('a', 'b', 200_000, 8, 'sha256');
        const hash = await crypto.subtle.digest('SHA-256', Buffer.from('a'));
        api.idToken.setCustomClaim('seen', [key.toString('hex').length, hash.byteLength]);
        await new Promise(() => {});`),
    );
    expect(result.runs[0]!.commands[0]!.args).toEqual(['seen', [16, 32]]);
    expect(result.outcome).toMatchObject({ kind: 'failed', cause: 'action_timeout' });
  });

  it('keeps the console', async () => {
    const result = await run(action(`console.log('user', { id: 1 }); console.error('x'.repeat(300));`));
    expect(result.runs[0]!.console[0]).toEqual({ level: 'log', text: 'user { id: 1 }' });
    expect(result.warnings.map((warning) => warning.code)).toEqual(['console']);
  });
});
