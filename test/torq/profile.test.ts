import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { Problem } from '../../scripts/lib/problem.ts';
import {
  mappedGroups,
  readProfileSource,
  readTorqProfile,
  torqKeywords,
} from '../../scripts/torq/profile.ts';
import { resolveIn } from '../../scripts/torq/resolve.ts';
import { argoProfile } from './profiles.ts';

const shipped = fileURLToPath(new URL('../../torq.yaml', import.meta.url));
const minimal = `vendor: torq
region: EU
ssoDomain: contoso.com
application: Auth0 Torq
connection: torq-entra-id
flow: code
scopes: [openid, email]
loginHint: false
claim: https://torq.io/groups
allowList: mapped
mapping:
  - { claim: email, value: a@contoso.com, role: Owner }
personas:
  - { name: A, email: a@contoso.com, groups: [], role: Owner }
`;

const folder = mkdtempSync(join(tmpdir(), 'torq-profile-'));
afterAll(() => rmSync(folder, { recursive: true }));

function parseProfile(text: string) {
  const path = join(folder, 'torq.yaml');
  writeFileSync(path, text);
  return readProfileSource(path);
}

function problemOf(text: string): Problem {
  try {
    parseProfile(text);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('expected a Problem');
}

describe('the shipped torq.yaml', () => {
  const profile = readTorqProfile(shipped);

  test('reads, with the Owner e-mail first', () => {
    expect(profile.mapping[0]).toEqual({ claim: 'email', value: 'olivia.owner@contoso.com', role: 'Owner' });
  });

  test('declares two Owners in SSO and one account outside it', () => {
    const owners = profile.personas.filter((person) => person.role === 'Owner');
    expect(owners.filter((person) => person.sso)).toHaveLength(2);
    expect(owners.filter((person) => !person.sso)).toHaveLength(1);
  });
});

describe('torqKeywords', () => {
  test.each([
    ['US', 'https://app.torq.io/__/auth/handler'],
    ['EU', 'https://app.eu.torq.io/__/auth/handler'],
    ['JP', 'https://app.jp.torq.io/__/auth/handler'],
  ])('region %s redirects to %s', (region, url) => {
    const { profile } = parseProfile(minimal.replace('EU', region));
    expect(torqKeywords(profile)['TORQ_CALLBACKS']).toEqual([url]);
  });

  test('the allow-list is the mapped groups in mapping order, each once, as JSON', () => {
    const rows = ['Zeta', 'Alpha', 'Zeta'].map(
      (name) => `  - { claim: https://torq.io/groups, value: ${name}, role: Viewer }`,
    );
    const { profile } = parseProfile(minimal.replace('personas:', `${rows.join('\n')}\npersonas:`));
    expect(mappedGroups(profile)).toEqual(['Zeta', 'Alpha']);
    expect(torqKeywords(profile)['TORQ_GROUPS_ALLOW_LIST']).toBe('["Zeta","Alpha"]');
  });

  test('the allow-list is a star when every group may pass', () => {
    const { profile } = parseProfile(minimal.replace('allowList: mapped', 'allowList: all'));
    expect(torqKeywords(profile)['TORQ_GROUPS_ALLOW_LIST']).toBe('*');
  });

  test.each([
    ['code', ['authorization_code']],
    ['implicit', ['implicit']],
  ])('flow %s needs the grants %j', (flow, grants) => {
    const { profile } = parseProfile(minimal.replace('flow: code', `flow: ${flow}`));
    expect(torqKeywords(profile)['TORQ_GRANT_TYPES']).toEqual(grants);
  });
});

describe('a profile that cannot be read', () => {
  test.each([
    ['an unknown key', minimal.replace('loginHint:', 'loginhint:'), 'loginHint is missing', 1],
    ['a wrong region', minimal.replace('region: EU', 'region: UK'), 'region', 2],
    ['a misspelt flow', minimal.replace('flow: code', 'flow: Code'), 'flow is "Code"', 6],
    ['a boolean as text', minimal.replace('loginHint: false', "loginHint: 'no'"), 'loginHint is "no"', 8],
    [
      'a row without a role',
      minimal.replace(', role: Owner }\npersonas', ' }\npersonas'),
      'mapping[0].role is missing',
      12,
    ],
    ['an e-mail that is none', minimal.replace('email: a@contoso.com', 'email: a'), 'must be an e-mail', 14],
    ['no region', minimal.replace('region: EU\n', ''), 'region is missing: one of US, EU, JP', 1],
    [
      'a self-hosted vendor without redirect',
      minimal.replace('torq\nregion: EU', 'argo-cd'),
      'redirect is missing',
      1,
    ],
  ])('%s is named with its place', (_, text, message, line) => {
    const problem = problemOf(text);
    expect(problem.code).toBe('profile-invalid');
    expect(problem.message).toContain(message);
    expect(problem.at).toMatchObject({ file: 'torq.yaml', line });
    expect(problem.at?.column).toBeGreaterThan(0);
  });

  test('further faults are listed below the first', () => {
    const problem = problemOf(minimal.replace('loginHint:', 'loginhint:'));
    expect(problem.detail).toContain('torq.yaml:8:12 loginhint is not a key of a profile.');
  });

  test('broken YAML is named with its place', () => {
    expect(problemOf('vendor: [torq\nregion: US')).toMatchObject({ code: 'yaml-broken', at: { line: 2 } });
  });

  test.each(['vendor: *nobody\n', 'vendor: &a [*a]\n'])(
    'an alias that leads nowhere or to itself: %j',
    (text) => {
      expect(problemOf(text)).toMatchObject({ code: 'yaml-broken', at: { file: 'torq.yaml' } });
    },
  );

  test('the same persona twice is refused', () => {
    const twice = `${minimal}  - { name: B, email: a@contoso.com, groups: [], role: Owner }\n`;
    expect(problemOf(twice).message).toBe('Two personas are called a@contoso.com.');
  });

  test('a missing file is a Problem with a hint', () => {
    expect(() => readTorqProfile('/nowhere/torq.yaml')).toThrow(/There is no torq.yaml/u);
  });
});

test('any damage to the file is a Problem with its place, or still a profile', () => {
  const text = readFileSync(shipped, 'utf8');
  const scrap = fc.constantFrom(
    '',
    ' ',
    '\n',
    '\t',
    ':',
    '- ',
    '{',
    '}',
    '[',
    ']',
    "'",
    '"',
    '&a ',
    '*a',
    '!!x ',
    '|',
    '\u0000',
    '@@X@@',
    '~',
    '1e999',
  );
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(40), scrap, (at, length, instead) => {
      const damaged = text.slice(0, at) + instead + text.slice(at + length);
      try {
        expect(parseProfile(damaged).profile.mapping.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
        expect((error as Problem).at?.file).toBe('torq.yaml');
      }
    }),
    { seed: 60, numRuns: 1000 },
  );
});

test('a second vendor is data: its own redirect, claim and way to decide', () => {
  expect(torqKeywords(argoProfile)).toMatchObject({
    ARGO_CD_CALLBACKS: ['https://argocd.contoso.com/auth/callback'],
    ARGO_CD_CLAIM: 'https://contoso.com/claims/groups',
    ARGO_CD_GROUPS_ALLOW_LIST: '["Platform","Engineering"]',
  });
  const claims = { 'https://contoso.com/claims/groups': ['Engineering', 'Platform'] };
  expect(resolveIn(argoProfile, claims).roles).toEqual(['role:admin', 'role:readonly']);
});
