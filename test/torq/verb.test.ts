import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { RowResult } from '../../scripts/torq/audit/audit.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';
import { projectCopy } from '../support/project.ts';
import { torq } from './run-torq.ts';

const swap = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`${from} is not there`);
  return text.replace(from, to);
};
const ids = (out: string): string[] =>
  (JSON.parse(out) as RowResult[])
    .filter(({ remarks }) => remarks.some(({ level }) => level === 'finding'))
    .map(({ id }) => id);

describe('torq who', () => {
  test('a persona: role, row, exit code 0', async () => {
    const { code, out } = await torq(projectCopy(), ['who', 'mia.member@contoso.com']);
    expect(out.split('\n')[0]).toBe('mia.member@contoso.com: Creator, from row 4.');
    expect(code).toBe(0);
  });

  test('somebody else with groups: near misses, exit code 1 without a role', async () => {
    const { code, out, err } = await torq(projectCopy(), ['who', 'x@contoso.com'], {
      groups: 'torq owners,Finance',
    });
    expect(out).toContain('the mapping has "Torq Owners": differs only in upper and lower case');
    expect(err).toContain('No persona is called x@contoso.com');
    expect(code).toBe(1);
  });

  test('an e-mail that is nearly a persona’s', async () => {
    const { err, code } = await torq(projectCopy(), ['who', 'Mia.Member@contoso.com']);
    expect(err).toBe(
      'No persona is called Mia.Member@contoso.com. mia.member@contoso.com differs only in upper and lower case. Without --groups only the e-mail counts.',
    );
    expect(code).toBe(1);
  });

  test('as JSON', async () => {
    const { out } = await torq(projectCopy(), ['who', 'sam.soc@contoso.com'], { json: true });
    expect(JSON.parse(out)).toMatchObject({
      declared: 'SOC Analyst',
      resolution: { role: 'SOC Analyst', row: 4 },
    });
  });
});

describe('torq sheet', () => {
  test('has the values of the local tenant', async () => {
    const { code, out, err } = await torq(projectCopy(), ['sheet']);
    expect(err).toMatch(/^Values of: local tenant \(localhost:\d+/u);
    expect(out).toMatch(/Issuer URL +https:\/\/localhost:\d+\/\n/u);
    expect(out).toMatch(/Login Redirect URL +https:\/\/app\.torq\.io\/__\/auth\/handler/u);
    expect(code).toBe(0);
  });

  test('as Markdown', async () => {
    const { out } = await torq(projectCopy(), ['sheet'], { markdown: true });
    expect(out).toMatch(/^# Torq single sign-on/u);
    expect(out).toContain('| # | Claim name | Claim value | Role |');
  });
});

describe('torq check, through the real simulator', () => {
  test('a rule whose Action is named after it is replaced', async () => {
    const root = projectCopy({
      'rules-legacy/rules.yaml': swap(
        'name: enrich-torq-token\n    file: enrich-torq-token.js\n    order: 1\n    enabled: true\n    action: torq-group-claims',
        'name: Torq group claims\n    file: enrich-torq-token.js',
      ),
    });
    const { code, out } = await torq(root, ['check'], { json: true });
    expect({ code, found: ids(out) }).toEqual({ code: 0, found: [] });
  });

  test('the shipped project has no finding', async () => {
    const { code, out } = await torq(projectCopy(), ['check']);
    expect(out).not.toContain('No login was simulated');
    expect(out).toContain('no findings');
    expect(code).toBe(0);
  });

  test('mistakes in files of all kinds are found together, by looks and by logins', async () => {
    const root = projectCopy({
      'torq.yaml': swap('value: Torq SOC', 'value: Torq Soc'),
      'tenant.yaml': swap('useCommonEndpoint: false', 'useCommonEndpoint: true'),
      'actions/torq-group-claims.ts': swap('!==', '==='),
    });
    const { code, out } = await torq(root, ['check'], { json: true });
    expect(ids(out)).toEqual(expect.arrayContaining(['T00', 'T03', 'T06', 'T21', 'T27']));
    expect(code).toBe(1);
  });

  test('a finding has its row, place and way out', async () => {
    const root = projectCopy({ 'tenant.yaml': swap('ext_groups: true', 'ext_groups: false') });
    const { out } = await torq(root, ['check']);
    const line = readFileSync(join(root, 'tenant.yaml'), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('ext_groups: false'));
    expect(out).toContain(
      `T22  Groups are not fetched (lock-out)\n     tenant.yaml:${line + 1}:19\n     torq-entra-id does not fetch groups.\n     Set ext_groups to true ("Get user groups").`,
    );
  });

  test('an Action that cannot be built leaves the logins out, and says so', async () => {
    const root = projectCopy({ 'actions/torq-group-claims.ts': (text) => `${text}\n}` });
    const { out } = await torq(root, ['check']);
    expect(out).toContain('No login was simulated: the Actions could not be built.');
  });

  test('the tenant is looked at when asked: nothing is deployed there yet', async () => {
    const { code, out } = await torq(projectCopy(), ['check'], { live: true });
    expect(out).toContain('The tenant does not have torq-group-claims yet.');
    expect(code).toBe(1);
  });
});

describe('torq plan and apply, against the stand-in', () => {
  test('plan tells, apply does, plan is silent', async () => {
    const root = projectCopy();
    const plan = await torq(root, ['plan']);
    expect(plan.out).toContain('0 rows there, 7 wanted');
    expect(plan.out).toContain('  add     email = olivia.owner@contoso.com -> Owner');
    expect(plan.code).toBe(1);
    expect(existsSync(join(root, '.tenant/torq-mapping.json'))).toBe(false);

    const applied = await torq(root, ['apply']);
    expect(applied.out).toContain('7 steps done, 7 rows');
    expect(applied.code).toBe(0);

    const again = await torq(root, ['plan']);
    expect(again.out).toContain('7 rows there, 7 wanted');
    expect(again.code).toBe(0);
  });

  test('old rows stay until they are asked to go', async () => {
    const root = projectCopy();
    await torq(root, ['apply']);
    withoutOperators(root);
    const { out, code } = await torq(root, ['apply']);
    expect(out).toContain('1 step done, 7 rows');
    expect(out).toContain('1 old row stays until Auth0 emits the new claims');
    expect(code).toBe(0);
    expect((await torq(root, ['plan'])).code).toBe(1);
  });

  const withoutOperators = (root: string): void => {
    const path = join(root, 'torq.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/.*value: Torq Operators.*\n/u, ''));
  };

  test('rows are not removed while the live Actions give nobody a group', async () => {
    const root = projectCopy();
    await torq(root, ['apply']);
    withoutOperators(root);
    const problem = await problemOf(() => torq(root, ['apply'], { remove: true }));
    expect(problem.code).toBe('torq-guard');
    expect(problem.detail).toContain('oscar.owner@contoso.com is locked out of being Owner: no role');
  });

  test('a change that demotes an Owner is refused, and nothing is sent', async () => {
    const root = projectCopy();
    await torq(root, ['apply']);
    const state = readFileSync(join(root, '.tenant/torq-mapping.json'), 'utf8');
    const torqYaml = join(root, 'torq.yaml');
    const everyone = '  - { claim: https://torq.io/groups, value: All Employees, role: Viewer }\n';
    writeFileSync(torqYaml, swap('mapping:\n', `mapping:\n${everyone}`)(readFileSync(torqYaml, 'utf8')));
    const plan = await torq(root, ['plan']);
    expect(plan.out).toContain('oscar.owner@contoso.com is locked out of being Owner: Viewer');
    const problem = await problemOf(() => torq(root, ['apply']));
    expect(problem.code).toBe('torq-guard');
    expect(problem.detail).toContain('una.unmapped@contoso.com changes unannounced to Viewer');
    expect(readFileSync(join(root, '.tenant/torq-mapping.json'), 'utf8')).toBe(state);
  });

  test('half an API key, and a region without a known API', async () => {
    const half = await problemOf(() => torq(projectCopy(), ['plan'], {}, { TORQ_API_CLIENT_ID: 'a' }));
    expect(half.message).toBe('TORQ_API_CLIENT_SECRET is not set.');
    const root = projectCopy({ 'torq.yaml': swap('region: US', 'region: JP') });
    const key = { TORQ_API_CLIENT_ID: 'a', TORQ_API_CLIENT_SECRET: 'b' };
    const japan = await problemOf(() => torq(root, ['plan'], {}, key));
    expect(japan.message).toBe('No mapping API of Torq is known in region JP.');
    const local = await problemOf(() => torq(projectCopy(), ['plan'], {}, key));
    expect(local).toMatchObject({
      code: 'torq-target',
      hint: expect.stringContaining('AUTH0_DOMAIN') as string,
    });
  });
});

describe('a wrong call', () => {
  test.each([
    [['bogus'], 'torq has no "bogus".'],
    [[], 'torq has no "".'],
    [['constructor'], 'torq has no "constructor".'],
    [['who'], 'torq who takes one e-mail.'],
    [['check', 'x'], 'torq check takes no argument.'],
  ])('%j', async (args, message) => {
    const problem = await problemOf(() => torq(projectCopy(), args));
    expect(problem.message).toBe(message);
    expect(problem.hint).toContain('torq who EMAIL');
  });

  test('no profile', async () => {
    expect((await problemOf(() => torq(folder(), ['who', 'a@b.c']))).code).toBe('file-missing');
  });

  test('a profile that is not valid has its name as given', async () => {
    const root = projectCopy({ 'torq.yaml': swap('flow: code', 'flow: hybrid') });
    const problem = await problemOf(() => torq(root, ['check']));
    expect(problem.at).toMatchObject({ file: 'torq.yaml', line: 8 });
  });
});
