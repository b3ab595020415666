import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify, type Comparison, type VerifyOptions } from '../../scripts/simulator/verify.ts';
import { subjectOfChain } from './support/subject.ts';

const CONSENT = {
  rule: `function consent(user, context, callback) {
    if (context.protocol === 'redirect-callback') {
      if (context.request.query.consent !== 'yes') return callback(new UnauthorizedError('no consent'));
      return auth0.users.updateAppMetadata(user.user_id, { consent: true })
        .then(() => callback(null, user, context)).catch(callback);
    }
    if (!(user.app_metadata || {}).consent) context.redirect = { url: 'https://consent.example.org/' };
    callback(null, user, context);
  }`,
  action: `exports.onExecutePostLogin = async (event, api) => {
    if (!event.user.app_metadata.consent) api.redirect.sendUserTo('https://consent.example.org/');
  };
  exports.onContinuePostLogin = async (event, api) => {
    if (event.request.query.consent !== 'yes') return api.access.deny('no consent');
    api.user.setAppMetadata('consent', true);
  };`,
};

const VISITS = {
  rule: `function visits(user, context, callback) {
    const visits = ((user.app_metadata || {}).visits || 0) + 1;
    context.idToken['https://example.org/visits'] = visits;
    auth0.users.updateAppMetadata(user.user_id, { visits })
      .then(() => callback(null, user, context)).catch(callback);
  }`,
  action: `exports.onExecutePostLogin = async (event, api) => {
    const visits = (event.user.app_metadata.visits || 0) + 1;
    api.idToken.setCustomClaim('https://example.org/visits', visits);
    api.user.setAppMetadata('visits', visits);
  };`,
};

const BLOCKED = {
  rule: `function blocked(user, context, callback) {
    if ((user.app_metadata || {}).blocked) return callback(new UnauthorizedError('blocked'));
    callback(null, user, context);
  }`,
  action: `exports.onExecutePostLogin = async (event, api) => {
    if (event.user.app_metadata.blocked) api.access.deny('blocked');
  };`,
};

type Part = typeof CONSENT;

/** A rule with these statements, and an Action with those. */
function part(rule: string, action: string): Part {
  return {
    rule: `function rule(user, context, callback) { ${rule} callback(null, user, context); }`,
    action: `exports.onExecutePostLogin = async (event, api) => { ${action} };`,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'causes-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeSandboxes();
});
let count = 0;

const chain = async (
  parts: readonly Part[],
  accept?: string,
  saved: VerifyOptions['saved'] = [],
): Promise<Comparison> => {
  const sides = parts.map(({ rule, action }) => {
    const name = `part-${++count}`;
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, `// @ts-nocheck\n${action}`);
    const bound = { name, file: `${name}.js`, source: rule, order: count, enabled: true };
    return { rule: bound, action: file, dependencies: [] };
  });
  const subject = await subjectOfChain(sides);
  const decision = { reason: 'once is enough', by: 'who', on: '2026-11-24' };
  const acceptances = accept === undefined ? [] : [{ difference: accept, ...decision }];
  return verify({ ...subject, acceptances }, { seed: 1, runs: 60, saved });
};

describe('a Rule that saw app_metadata at the root of the user', () => {
  const claims = (rule: string, action: string): Part =>
    part(
      `context.idToken['https://example.org/a'] = ${rule};`,
      `api.idToken.setCustomClaim('https://example.org/a', ${action});`,
    );
  const held = [{ path: ['user', 'app_metadata'], value: { nickname: 'other', team: 'a' } }];
  const findings = async (one: Part): Promise<string[]> =>
    (await chain([one], undefined, [held])).findings.map(
      ({ difference, status }) => `${difference} ${status}`,
    );

  it('differs where it reads an attribute that nothing is documented of', async () => {
    expect(await findings(claims('user.team', 'event.user.team'))).toContain('merged-app-metadata different');
  });

  it('comes with the platform where it reads a documented one', async () => {
    expect(await findings(claims('user.nickname', 'event.user.nickname'))).toEqual([
      expect.stringMatching(/ inherent$/),
    ]);
    const both = claims('(user.team, user.nickname)', 'event.user.nickname');
    expect(await findings(both)).toEqual([expect.stringMatching(/ inherent$/)]);
  });
});

describe('a chain in which one of the Rules redirects', () => {
  const open = async (parts: readonly Part[]): Promise<string[]> => {
    const { findings } = await chain(parts, 'redirect-suspends');
    return findings.filter(({ status }) => status === 'different').map(({ difference }) => difference);
  };

  it('differs in one way from Actions that suspend there, with all that comes from it', async () => {
    const { findings } = await chain([CONSENT, VISITS, BLOCKED]);
    const [found, ...others] = findings.filter(({ status }) => status === 'different');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ difference: 'redirect-suspends', path: 'profile.app_metadata.visits' });
    expect(found!.paths).toEqual(
      expect.arrayContaining(['end', 'profile.app_metadata.visits', 'back.profile.app_metadata.visits']),
    );
  });

  it('may have run the Rules before the redirect a second time, too', async () => {
    const { findings } = await chain([VISITS, CONSENT, BLOCKED]);
    const found = findings.filter(({ status }) => status === 'different');
    expect(found.map(({ difference }) => difference)).toEqual(['redirect-suspends']);
    expect(found[0]!.paths).toContain('back.idToken["https://example.org/visits"]');
  });

  it('may redirect without a look at who comes back', async () => {
    const always = part(
      `context.redirect = { url: 'https://a.example.org/' };`,
      `api.redirect.sendUserTo('https://a.example.org/');`,
    );
    const banned = [{ path: ['user', 'app_metadata'], value: { blocked: true } }];
    const { findings } = await chain([always, BLOCKED], undefined, [banned]);
    expect(findings.find(({ paths }) => paths?.includes('end'))?.difference).toBe('redirect-suspends');
    expect(findings.map(({ difference }) => difference)).not.toContain('end');
  });

  it('is accepted by that one name', async () => {
    const { verdict, unusedAcceptances } = await chain([CONSENT, VISITS, BLOCKED], 'redirect-suspends');
    expect({ verdict, unusedAcceptances }).toEqual({
      verdict: 'equal with accepted differences',
      unusedAcceptances: [],
    });
  });

  it('hides no other mistake behind it', async () => {
    const claim = `if ((user.app_metadata || {}).level) context.idToken['https://example.org/level'] = 'high';`;
    const wrong = `if (event.user.app_metadata.level) api.idToken.setCustomClaim('https://example.org/level', 'low');`;
    expect(await open([CONSENT, VISITS, part(claim, wrong)])).toEqual([
      expect.stringMatching(/idToken\["https:\/\/example.org\/level"\]$/),
    ]);
    const visits = VISITS.action.replace('+ 1', '+ 2');
    expect(await open([CONSENT, { ...VISITS, action: visits }])).toEqual(
      expect.arrayContaining(['idToken["https://example.org/visits"]', 'profile.app_metadata.visits']),
    );
  });

  it('still shows who gets in on return that no Rule let in', async () => {
    const back = `if (context.protocol === 'redirect-callback' && !context.request.query.token) return callback(new UnauthorizedError('no token'));`;
    expect(await open([CONSENT, VISITS, part(back, '')])).toContain('back.end');
    expect(await open([part(back, ''), VISITS, CONSENT])).toContain('back.end');
  });

  it('still shows who gets in whom a later Rule would have refused before the redirect alone', async () => {
    const first = `if (context.protocol !== 'redirect-callback' && !(user.app_metadata || {}).consent) return callback(new UnauthorizedError('first'));`;
    expect(await open([CONSENT, VISITS, part(first, '')])).toContain('end');
  });

  it('still shows who is sent elsewhere, since a later Rule had the last word', async () => {
    const other = `if (!(user.app_metadata || {}).consent && context.protocol !== 'redirect-callback') context.redirect = { url: 'https://other.example.org/' };`;
    expect(await open([CONSENT, VISITS, part(other, '')])).toContain('end.target');
    expect(await open([CONSENT, VISITS, part('delete context.redirect;', '')])).toContain('end');
  });

  it('still shows for whom the second factor goes', async () => {
    const factor = `if (context.protocol === 'redirect-callback') context.multifactor = { provider: 'any', allowRememberBrowser: false };`;
    expect(await open([CONSENT, VISITS, part(factor, '')])).toContain('back.multifactor');
  });
});
