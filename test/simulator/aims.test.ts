import { describe, expect, it } from 'vitest';
import { aimsOf, mergeAims } from '../../scripts/simulator/aims.ts';

const paths = (code: string): string[] => aimsOf(code, 'x.ts').paths.map((path) => path.join('.'));

describe('what code looks at', () => {
  it.each([
    ['user.email.endsWith("x")', ['user.email']],
    ['context.clientID', ['client.client_id']],
    ['context.request.geoip.country_code', ['request.geoip.countryCode']],
    ['const { roles } = context.authorization || {};', ['authorization.roles', 'authorization']],
    ['const m = user.app_metadata; m.plan;', ['user.app_metadata', 'user.app_metadata.plan']],
    [`event.user['groups']`, ['user.groups']],
    ['event.user.identities.some((one) => one)', ['user.identities']],
    ['configuration.KEY; event.secrets.OTHER', ['configuration.KEY', 'secrets.OTHER']],
    ['other.email', []],
  ])('%s', (code, expected) => {
    expect(paths(code)).toEqual(expected);
  });

  it('what it compares with', () => {
    const { hints } = aimsOf(
      `if (context.clientName === 'A' || 'B' === event.client.name) {}
       switch (user.plan) { case 'gold': }
       user.email.endsWith('@example.com'); event.stats.logins_count > 3;`,
      'x.ts',
    );
    expect(hints.map(({ path, value }) => `${path.join('.')} ${value}`)).toEqual([
      'client.name A',
      'client.name B',
      'user.plan gold',
      'user.email @example.com',
      'stats.logins_count 3',
    ]);
  });

  it('the words in it, but not those of imports and types', () => {
    const { texts, numbers, names } = aimsOf(
      `import x from 'module'; type T = 'type'; const a: T = f('text', 7, /^re gex$/, \`head\${b}tail\`).c;`,
      'x.ts',
    );
    expect(texts).toEqual(['text', 're gex', 'head', 'tail']);
    expect(numbers).toEqual([7]);
    expect(names).toEqual(['c']);
  });

  it('whether it reaches out or sends the user away', () => {
    expect(aimsOf(`require('request')('x')`, 'x.js')).toMatchObject({ usesNetwork: true, leaves: false });
    expect(aimsOf(`api.redirect.sendUserTo('x')`, 'x.js')).toMatchObject({
      usesNetwork: false,
      leaves: true,
    });
  });

  it('of several sources together, each once', () => {
    const both = mergeAims([
      aimsOf('user.email', 'a.js'),
      aimsOf('event.user.email; event.user.name', 'b.ts'),
    ]);
    expect(both.paths.map((path) => path.join('.'))).toEqual(['user.email', 'user.name']);
  });
});
