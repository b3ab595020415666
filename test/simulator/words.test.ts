import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeAims } from '../../scripts/simulator/aims.ts';
import { login } from '../../scripts/simulator/login.ts';
import { aimsOf } from '../../scripts/simulator/read-aims.ts';
import { settingsOf } from '../../scripts/simulator/settings.ts';

/** Values that the search tries at a path for some code. */
function tried(path: string, ...codes: string[]): unknown[] {
  const aims = mergeAims(codes.map((code) => aimsOf(code, 'x.js')));
  const moves = fc.sample(settingsOf(aims)!, { numRuns: 3000, seed: 1 });
  return moves.flatMap((settings) =>
    settings.filter((one) => one.path.join('.') === path).map(({ value }) => value),
  );
}

const { client, user } = login();

describe('logins are made with', () => {
  it('e-mail addresses at the domains of the code, and those that only look so', () => {
    const emails = tried('user.email', `['acme.io', 'globex'].includes(user.email.split('@').pop())`);
    for (const host of ['acme.io', 'globex']) {
      expect(emails).toContain(`x@${host}`);
      expect(emails).toContain(`x@y@${host}`);
      expect(emails).toContain(`x@${host}@other.example`);
      expect(emails).toContain(`X@${host.toUpperCase()}`);
    }
    expect(emails).toContain('x@globex.example');
  });

  it('texts that a regular expression matches, and those that are almost the same', () => {
    const pattern = /^[a-z.]+@acme\.io$/;
    const emails = tried('user.email', `${String(pattern)}.test(user.email)`).map(String);
    expect(emails.filter((email) => pattern.test(email)).length).toBeGreaterThan(10);
    expect(emails.filter((email) => /^[a-z.]+@acme\.io.*evil\.example$/.test(email))).not.toEqual([]);
    expect(emails.filter((email) => /^[a-z.x]+@acmexio$/.test(email))).not.toEqual([]);
    const names = tried('connection.name', `new RegExp('^corp-[0-9]+$').test(context.connection)`);
    expect(names.filter((name) => /^corp-\d+$/.test(String(name)))).not.toEqual([]);
  });

  it('no texts for a regular expression that none can be made for', () => {
    expect(tried('user.email', String.raw`/(a)\1(?=b)/.test(user.email)`)).not.toEqual([]);
  });

  it('lists longer than the code may count on', () => {
    const sections = tried('authorization', `context.authorization; user.groups.map((one) => one)`);
    const roles = sections.map((section) => (section as { roles?: unknown[] } | undefined)?.roles ?? []);
    expect(roles.some(({ length }) => length > 5)).toBe(true);
    const groups = tried('user.groups', `user.groups.map((one) => one)`);
    expect(groups.some((list) => Array.isArray(list) && list.length > 5)).toBe(true);
  });

  it('the values of the same login as keys and in the elements of lists', () => {
    const keyed = tried(
      `user.app_metadata.apps.${client.client_id}`,
      `var apps = (user.app_metadata && user.app_metadata.apps) || {}; if (!apps[context.clientID]) {}`,
    );
    expect(keyed).not.toEqual([]);
    const members = tried(
      'user.app_metadata.members',
      `var all = user.app_metadata.members || []; var one = all.find((one) => one.org === context.clientID); one.role;`,
    );
    const orgs = members.flatMap((list) => (Array.isArray(list) ? (list as { org?: unknown }[]) : []));
    expect(orgs.some((one) => one?.org === client.client_id)).toBe(true);
    expect(orgs.some((one) => one !== null && typeof one === 'object' && 'role' in one)).toBe(true);
    const maps = tried(
      'configuration.MAP',
      `JSON.parse(configuration.MAP)[context.clientID]`,
      `event.secrets.MAP`,
    );
    expect(maps.some((text) => String(text).startsWith(`{"${client.client_id}"`))).toBe(true);
    expect(tried('user.user_metadata.owner', `user.user_metadata.owner === user.user_id`)).toContain(
      user.user_id,
    );
  });

  it('the keys of a map that the code looks something up in', () => {
    const names = tried('client.name', `const plans = { Portal: 1, Admin: 2 }; plans[context.clientName]`);
    expect(names).toEqual(expect.arrayContaining(['Portal', 'Admin']));
  });

  it('true and false where the code asks for them', () => {
    const flags = tried('user.app_metadata.beta', `user.app_metadata.beta === true`);
    expect(flags.filter((flag) => flag === true).length).toBeGreaterThan(flags.length / 10);
    expect(flags).toContain('true');
  });

  it('addresses at the ends of ranges, and of the numbers and prefixes of the code', () => {
    const ips = tried('request.ip', `inRange(context.request.ip, '10.20.0.0/16')`);
    expect(ips).toEqual(expect.arrayContaining(['10.19.255.255', '10.20.0.0', '10.20.255.255', '10.21.0.0']));
    const private172 = tried(
      'request.ip',
      `var p = context.request.ip.split('.'); p[0] == 172 && p[1] <= 31`,
    );
    expect(private172.some((ip) => String(ip).startsWith('172.31.'))).toBe(true);
    const prefixed = tried('request.ip', `context.request.ip.startsWith('198.51.')`);
    expect(prefixed.some((ip) => String(ip).startsWith('198.51.'))).toBe(true);
    for (const ip of [...ips, ...private172, ...prefixed]) expect(isIP(String(ip))).not.toBe(0);
  });

  it('times around the dates of the code, and every protocol', () => {
    const times = tried('user.created_at', `new Date(user.created_at) < new Date('2022-06-01')`);
    expect(times).toEqual(expect.arrayContaining(['2022-05-31T23:59:59.999Z', '2022-06-01T00:00:00.000Z']));
    const protocols = tried('transaction.protocol', `context.protocol === 'oauth2-webauthn'`);
    expect(protocols).toEqual(
      expect.arrayContaining(['oauth2-webauthn', 'wstrust-usernamemixed', 'oidc-ciba']),
    );
  });

  it('nothing that only an Action can have put there', () => {
    expect(tried('transaction.metadata', `event.transaction.metadata.step`)).toEqual([]);
    expect(tried('transaction.metadata.step', `event.transaction.metadata.step`)).toEqual([]);
  });
});
