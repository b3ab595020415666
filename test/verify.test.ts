import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../scripts/lib/command.ts';
import { Problem } from '../scripts/lib/problem.ts';
import type { Verdict } from '../scripts/simulator/verdict.ts';
import { command } from '../scripts/verify.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'verify-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function project(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries({ 'package.json': '{}', ...files })) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

async function run(args: readonly string[] = [], options: Readonly<Record<string, unknown>> = {}) {
  const printed: string[] = [];
  const context: Context = {
    cwd: root,
    env: {},
    interactive: false,
    signal: new AbortController().signal,
    out: (text) => printed.push(text),
    err: () => undefined,
    progress: () => undefined,
    confirm: async () => false,
  };
  const code = await command.run(context, args, { logins: '250', ...options });
  return { code, text: printed.join('\n') };
}

const verdictsIn = (text: string): Verdict[] => JSON.parse(text) as Verdict[];

const gate = `function (user, context, callback) {
  if (context.clientID !== '<CLIENT>') return;
  context.idToken['https://example.com/role'] = configuration.ROLE;
  callback(null, user, context);
}
`;
const gateAction = `export const onExecutePostLogin = async (event, api) => {
  if (event.client.client_id !== event.secrets.CLIENT) return;
  api.idToken.setCustomClaim('https://example.com/role', event.secrets.ROLE);
};
`;
const count = `function (user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  var count = (user.app_metadata.count || 0) + 1;
  auth0.users.updateAppMetadata(user.user_id, { count: count }).then(function () {
    context.accessToken['https://example.com/count'] = count;
    callback(null, user, context);
  }).catch(callback);
}
`;
const countAction = `export const onExecutePostLogin = async (event, api) => {
  const count = (event.user.app_metadata.count || 0) + 1;
  api.user.setAppMetadata('count', count);
  api.accessToken.setCustomClaim('https://example.com/count', count);
};
`;
const rulesYaml = `rules:
  - { name: count, file: count.js, order: 2, enabled: true }
  - { name: gate, file: gate.js, order: 1, enabled: true, action: gate-clients }
`;
const verifyYaml = `gate:
  substitute: { <CLIENT>: the-client }
  secrets: { CLIENT: the-client }
  accept:
    - { difference: rule-stalls, reason: meant for one client, by: reviewer, on: '2026-01-15' }
`;
const files = {
  'rules-legacy/rules.yaml': rulesYaml,
  'rules-legacy/verify.yaml': verifyYaml,
  'rules-legacy/gate.js': gate,
  'rules-legacy/count.js': count,
  'actions/gate-clients.ts': gateAction,
  'actions/count.ts': countAction,
};

describe('verify', () => {
  it('compares each rule with its Action, then the chain, and says what was accepted', async () => {
    await project(files);
    const { code, text } = await run();
    expect(text).toContain('gate -> gate-clients: EQUAL WITH ACCEPTED DIFFERENCES');
    expect(text).toContain('the Rule stalls the login, the Action lets it through');
    expect(text).toContain('meant for one client (reviewer, 2026-01-15)');
    expect(text).toContain('count -> count: EQUAL\n');
    expect(text).toContain('chain of 2 Rules -> chain of 2 Actions: EQUAL\n');
    expect(code).toBe(0);
  });

  it('finds that rules which are equal alone are not so together', async () => {
    const admit = `function (user, context, callback) {
      user.roles_now = ['admin'];
      callback(null, user, context);
    }`;
    const gate = `function (user, context, callback) {
      if (user.roles_now && user.roles_now.indexOf('admin') !== -1) return callback(new UnauthorizedError('no admins'));
      callback(null, user, context);
    }`;
    await project({
      'rules-legacy/rules.yaml':
        'rules:\n  - { name: admit, file: admit.js, order: 1, enabled: true }\n  - { name: gate, file: gate.js, order: 2, enabled: true }\n',
      'rules-legacy/verify.yaml':
        "gate: { accept: [{ difference: merged-app-metadata, reason: none has it, by: reviewer, on: '2026-01-15' }] }\n",
      'rules-legacy/admit.js': admit,
      'rules-legacy/gate.js': gate,
      'actions/admit.ts': 'export const onExecutePostLogin = async () => {};\n',
      'actions/gate.ts': `export const onExecutePostLogin = async (event, api) => {
        if (event.user.roles_now?.indexOf?.('admin') !== -1 && event.user.roles_now) api.access.deny('no admins');
      };`,
    });
    expect((await run(['admit', 'gate'])).text).not.toContain('chain of');
    const { code, text } = await run();
    expect(text).toContain('chain of 2 Rules -> chain of 2 Actions: DIFFERENT');
    expect(code).toBe(1);
  });

  it('compares a rule behind those that put on global what it uses', async () => {
    const is = (list: string): string => `(email) => ${list}.includes(email)`;
    const helpers = `function (user, context, callback) {
      global.isStaff = ${is("['staff@example.com']")};
      callback(null, user, context);
    }`;
    const staff = `function (user, context, callback) {
      if (!global.isStaff(user.email)) return callback(new UnauthorizedError('staff only'));
      callback(null, user, context);
    }`;
    const action = (list: string): string => `const isStaff = ${is(list)};
export const onExecutePostLogin = async (event, api) => {
  if (!isStaff(event.user.email)) api.access.deny('staff only');
};`;
    const yaml = (first: string): string => `rules:
  - { name: helpers, file: helpers.js, order: 1, enabled: ${first} }
  - { name: staff, file: staff.js, order: 2, enabled: true }
`;
    const both = {
      'rules-legacy/rules.yaml': yaml('true'),
      'rules-legacy/helpers.js': helpers,
      'rules-legacy/staff.js': staff,
      'actions/helpers.ts': 'export const onExecutePostLogin = async () => {};\n',
      'actions/staff.ts': action("['staff@example.com']"),
    };
    await project(both);
    const { code, text } = await run(['staff']);
    expect(text).toContain('staff -> staff (after helpers): EQUAL\n');
    expect(text).toContain('It uses global.isStaff of helpers, so it is compared behind it');
    expect(code).toBe(0);
    const other = action("['staff@example.com', 'other@example.com']");
    await project({ ...both, 'actions/staff.ts': other });
    expect((await run(['staff'])).text).toContain('staff -> staff (after helpers): DIFFERENT');
    await project({ ...both, 'rules-legacy/rules.yaml': yaml('false') });
    expect((await run(['staff'])).text).toContain('staff -> staff: DIFFERENT');
  });

  it('compares a rule behind the one that always sets what it reads, and alone where it does so at times', async () => {
    const rule = (body: string): string => `function (user, context, callback) {
      ${body}
      callback(null, user, context);
    }`;
    const always = "user.level = context.clientName === 'Admin' ? 3 : 1;";
    const files = {
      'rules-legacy/rules.yaml': `rules:
  - { name: level, file: level.js, order: 1, enabled: true }
  - { name: mfa, file: mfa.js, order: 2, enabled: true }
`,
      'rules-legacy/level.js': rule(always),
      'rules-legacy/mfa.js': rule("if (user.level > 2) context.multifactor = { provider: 'any' };"),
      'actions/level.ts': `export const onExecutePostLogin = async (event, api) => {
  api.transaction.setMetadata('level', event.client.name === 'Admin' ? 3 : 1);
};`,
      'actions/mfa.ts': `export const onExecutePostLogin = async (event, api) => {
  if (event.transaction.metadata.level > 2) api.multifactor.enable('any', { allowRememberBrowser: true });
};`,
    };
    await project(files);
    const { code, text } = await run(['mfa']);
    expect(text).toContain('mfa -> mfa (after level): EQUAL\n');
    expect(text).toContain('It uses user.level of level, so it is compared behind it');
    expect(code).toBe(0);
    await project({ 'rules-legacy/level.js': rule(`if (user.email_verified) ${always}`) });
    expect((await run(['mfa'])).text).toContain('mfa -> mfa: DIFFERENT\n');
  });

  it('compares a rule behind the one that makes the metadata that it relies on', async () => {
    const first = `function (user, context, callback) {
      user.app_metadata = user.app_metadata || {};
      callback(null, user, context);
    }`;
    const plan = `function (user, context, callback) {
      if (user.app_metadata.plan === 'none') return callback(new UnauthorizedError('no plan'));
      callback(null, user, context);
    }`;
    await project({
      'rules-legacy/rules.yaml': `rules:
  - { name: first, file: first.js, order: 1, enabled: true }
  - { name: plan, file: plan.js, order: 2, enabled: true }
`,
      'rules-legacy/first.js': first,
      'rules-legacy/plan.js': plan,
      'actions/first.ts': 'export const onExecutePostLogin = async () => {};\n',
      'actions/plan.ts': `export const onExecutePostLogin = async (event, api) => {
  if (event.user.app_metadata.plan === 'none') api.access.deny('no plan');
};`,
    });
    const { code, text } = await run(['plan']);
    expect(text).toContain('plan -> plan (after first): EQUAL\n');
    expect(text).toContain('It uses user.app_metadata of first, so it is compared behind it');
    expect(code).toBe(0);
  });

  it('ends with 1 for a difference, with the smallest login that shows it', async () => {
    await project({ ...files, 'actions/count.ts': countAction.replace('|| 0', '|| 1') });
    const { code, text } = await run(['count'], { json: true });
    const [verdict] = verdictsIn(text);
    expect(code).toBe(1);
    expect(verdict!.verdict).toBe('different');
    expect(verdict!.findings.map(({ difference, settings }) => [difference, settings])).toContainEqual([
      'accessToken["https://example.com/count"]',
      [],
    ]);
  });

  it('has all Rules run again where another one sends the user away', async () => {
    const terms = `function (user, context, callback) {
      if (context.protocol === 'redirect-callback' && context.request.query.accept !== 'yes')
        return callback(new UnauthorizedError('terms'));
      callback(null, user, context);
    }`;
    const alone = {
      'rules-legacy/rules.yaml': 'rules:\n  - { name: terms, file: terms.js, order: 1, enabled: true }\n',
      'rules-legacy/terms.js': terms,
      'actions/terms.ts': 'export const onExecutePostLogin = async () => {};\n',
    };
    await project(alone);
    const { text } = await run(['terms']);
    expect(text).toContain('terms -> terms: EQUAL');
    expect(text).toContain('no Rule here sends anybody away: what it does then is not compared');
    const ask = `function (user, context, callback) {
      context.redirect = { url: 'https://example.com/terms' };
      callback(null, user, context);
    }`;
    await project({
      ...alone,
      'rules-legacy/rules.yaml': `${alone['rules-legacy/rules.yaml']}  - { name: ask, file: ask.js, order: 2, enabled: true }\n`,
      'rules-legacy/ask.js': ask,
    });
    const { code, text: together } = await run(['terms'], { again: true });
    expect(code).toBe(1);
    expect(together).toContain('DIFFERENT: back.end');
    expect(together).not.toContain('sends anybody away');
  });

  it('tries the other values of a secret too', async () => {
    const several = verifyYaml.replace('CLIENT: the-client', 'CLIENT: the-client, MODE: [on, off, null]');
    const denies = (mode: string): string =>
      gateAction.replace(
        'api.idToken',
        `if (event.secrets.MODE === ${mode}) api.access.deny('x');\n  api.idToken`,
      );
    for (const [mode, shown] of [
      [`'off'`, 'configuration.MODE = "off"'],
      ['undefined', 'configuration.MODE = absent'],
    ] as const) {
      await project({
        ...files,
        'rules-legacy/verify.yaml': several,
        'actions/gate-clients.ts': denies(mode),
      });
      const { code, text } = await run(['gate']);
      expect(text).toContain(shown);
      expect(code).toBe(1);
    }
    await project({ 'actions/gate-clients.ts': denies(`'never'`) });
    expect((await run(['gate'])).code).toBe(0);
  });

  it('does not take a stall as accepted when the Action does something to the login', async () => {
    await project({
      ...files,
      'actions/gate-clients.ts': gateAction.replace('return;', 'api.idToken.setCustomClaim("x", 1);'),
    });
    const { code, text } = await run(['gate'], { json: true });
    expect(code).toBe(1);
    expect(verdictsIn(text)[0]!.findings).toContainEqual(
      expect.objectContaining({ difference: 'rule-stalls-action-acts', status: 'different' }),
    );
  });

  it('counts a login once, however often the Rule calls back', async () => {
    const often = `function (user, context, callback) {
      callback(null, user, context);
      callback('a');
      callback('b');
    }`;
    await project({
      ...files,
      'rules-legacy/count.js': often,
      'actions/count.ts': 'export const onExecutePostLogin = async () => {};\n',
    });
    expect((await run(['count'])).text).toMatch(/calls back more than once in (\d+) of \1 logins/);
  });

  it('reports an acceptance that nothing needs', async () => {
    const more = `${verifyYaml}    - { difference: end, reason: outdated, by: reviewer, on: '2026-01-15' }\n`;
    await project({ ...files, 'rules-legacy/verify.yaml': more });
    expect((await run(['gate'])).text).toContain('Accepted in verify.yaml, but never seen: end: outdated');
  });

  it('compares the whole chain in the order of the rules', async () => {
    await project(files);
    const [verdict] = verdictsIn((await run([], { chain: true, json: true })).text);
    expect(verdict!.rules.map(({ name }) => name)).toEqual(['gate', 'count']);
    expect(verdict!.actions.map(({ name }) => name)).toEqual(['gate-clients', 'count']);
    // Where the first rule hangs, the second counts the login, as its Action does.
    expect(verdict!.findings).toEqual([]);
    expect(verdict!.reasons).toEqual([
      'Where gate hangs, which is accepted, the Rules go on as if it had not run.',
    ]);
    expect(verdict!.unusedAcceptances).toEqual([]);
  });

  it('looks for what decides in the rule that does, not in the last one', async () => {
    await project({
      'rules-legacy/rules.yaml':
        'rules:\n  - { name: team, file: team.js }\n  - { name: last, file: last.js }\n',
      'rules-legacy/team.js': `function (user, context, callback) {
  if (user.team === 'a') context.idToken['https://example.com/a'] = true;
  callback(null, user, context);
}`,
      'rules-legacy/last.js': `function (user, context, callback) {
  if (user.email_verified) context.idToken['https://example.com/verified'] = true;
  callback(null, user, context);
}`,
      'actions/team.ts': `export const onExecutePostLogin = async (event, api) => {
  if (event.user.team === 'b') api.idToken.setCustomClaim('https://example.com/a', true);
};`,
      'actions/last.ts': `export const onExecutePostLogin = async (event, api) => {
  if (event.user.email_verified) api.idToken.setCustomClaim('https://example.com/verified', true);
};`,
    });
    const { text } = await run([], { chain: true });
    expect(text).toMatch(/ rule +true\n +rules-legacy\/team\.js:2:7 {2}user\.team === 'a' is true\n/);
    // It goes the same way with and without the team.
    expect(text).toMatch(/ action +absent\n +login /);
    expect(text).not.toContain('last.');
  });

  it('lets nothing pass in the chain where a hanging rule is accepted for some logins only', async () => {
    const some = verifyYaml.replace('rule-stalls,', 'rule-stalls, where: { user.email: text },');
    await project({ ...files, 'rules-legacy/verify.yaml': some });
    const [verdict] = verdictsIn((await run([], { chain: true, json: true })).text);
    expect(verdict!.findings.map(({ difference }) => difference)).toContain('rule-stalls-action-acts');
    const accept = `chain:
  accept:
    - { difference: rule-stalls-action-acts, reason: these logins are to be counted, by: reviewer, on: '2026-01-15' }
`;
    const unused = some.replace(
      'accept:\n',
      `accept:\n    - { difference: scopes, reason: x, by: x, on: '2026-01-15' }\n`,
    );
    await project({ 'rules-legacy/verify.yaml': unused + accept });
    const [accepted] = verdictsIn((await run([], { chain: true, json: true })).text);
    expect(accepted!.unusedAcceptances).toEqual([]);
    expect(accepted!.verdict).toBe('equal with accepted differences');
  });

  it('takes a stored verdict over until something changes', async () => {
    await project(files);
    const first = await run(['count'], { json: true });
    const path = join(root, 'verdicts/count.json');
    const marked = readFileSync(path, 'utf8').replace('"reasons": []', '"reasons": ["stored"]');
    writeFileSync(path, marked);
    expect(verdictsIn((await run(['count'], { json: true })).text)[0]!.reasons).toEqual(['stored']);
    expect((await run(['count'], { json: true, again: true })).text).toBe(first.text);
    writeFileSync(path, marked);
    writeFileSync(join(root, 'actions/count.ts'), `${countAction}\nexport const unused = 1;\n`);
    expect(verdictsIn((await run(['count'], { json: true })).text)[0]!.reasons).toEqual([]);
    writeFileSync(path, '{');
    expect(verdictsIn((await run(['count'], { json: true })).text)[0]!.verdict).toBe('equal');
  });

  it('keeps the logins of a difference for good, and tries them first from then on', async () => {
    const broken = countAction.replace(
      '|| 0) + 1',
      '|| 0) + (event.user.email === "rare@example.com" ? 2 : 1)',
    );
    await project({ ...files, 'actions/count.ts': broken });
    await run(['count'], { save: true });
    const path = join(root, 'test/cases/count/logins.yaml');
    const saved = readFileSync(path, 'utf8');
    expect(saved).toContain('path: user.email\n      value: rare@example.com');
    await run(['count'], { save: true });
    expect(readFileSync(path, 'utf8')).toBe(saved);

    // A saved login counts even where no search would find it.
    const hidden = broken.replace('"rare@example.com"', 'atob("cmFyZUBleGFtcGxlLmNvbQ==")');
    writeFileSync(join(root, 'actions/count.ts'), hidden);
    const found = await run(['count'], { json: true, logins: '1' });
    expect(verdictsIn(found.text)[0]!.verdict).toBe('different');

    writeFileSync(path, '- { shows: x, login: [{ path: user.email }] }');
    await expect(run(['count'])).rejects.toMatchObject({ code: 'logins-yaml' });
  });

  it('is not verifiable without the packages of the rule', async () => {
    await project({
      ...files,
      'rules-legacy/count.js': count.replace('var count', `require('not-there@1.0.0'); var count`),
    });
    const { code, text } = await run(['count'], { json: true });
    expect(code).toBe(1);
    expect(verdictsIn(text)[0]).toMatchObject({
      verdict: 'not verifiable',
      reasons: [expect.stringContaining('not-there') as string],
    });
  });

  it('needs no package installed that it stands in for', async () => {
    const asks = (name: string): string => `
import request from '${name}';
export const onExecutePostLogin = async (event, api) => {
  const reply = await new Promise((done) => request('https://example.com/', (error, response) => done(response)));
  if (reply?.statusCode !== 200) api.access.deny('down');
};`;
    const asksToo = `function (user, context, callback) {
  require('request')('https://example.com/', function (error, response) {
    callback(response && response.statusCode === 200 ? null : new Error('down'), user, context);
  });
}`;
    const lock = JSON.stringify({ packages: {} });
    const both = { ...files, 'package-lock.json': lock, 'rules-legacy/count.js': asksToo };
    await project({ ...both, 'actions/count.ts': asks('request') });
    expect((await run(['count'])).text).toContain('count -> count: EQUAL\n');
    await project({ ...both, 'actions/count.ts': asks('auth0') });
    await expect(run(['count'])).rejects.toMatchObject({ code: 'dependency-unknown' });
  });

  it('ends at once when it is stopped, with what was decided by then stored', async () => {
    await project(files);
    const controller = new AbortController();
    const said: string[] = [];
    const context: Context = {
      cwd: root,
      env: {},
      interactive: false,
      signal: controller.signal,
      out: () => expect.fail('there is nothing to print'),
      err: (text) => said.push(text),
      progress: (text) => void (text === 'verifying count' && controller.abort()),
      confirm: async () => false,
    };
    await expect(command.run(context, ['count', 'gate'], { logins: '250' })).rejects.toThrow('stopped');
    expect(said).toEqual(['Stopped; the verdicts on gate are stored, and taken over by the next run.']);
    expect(readdirSync(join(root, 'verdicts'))).toEqual(['gate.json']);
  });

  it('says which values of the configuration it could not vary', async () => {
    const late = `function (user, context, callback) {
      if (context.stats.loginsCount > (+configuration.MOST || 3)) return callback(new Error('late'));
      callback(null, user, context);
    }`;
    const lateAction = `export const onExecutePostLogin = async (event, api) => {
      if (event.stats.logins_count > 3) api.access.deny('late');
    };`;
    const all = { ...files, 'rules-legacy/count.js': late, 'actions/count.ts': lateAction };
    await project(all);
    expect((await run(['count'])).text).toContain('The Rule reads configuration.MOST, and no Action has');
    await project({ ...all, 'rules-legacy/verify.yaml': "count: { configuration: { MOST: '3' } }\n" });
    expect((await run(['count'])).text).not.toContain('The Rule reads configuration.MOST');
  });

  it('does not know what becomes of a login whose code ends its process', async () => {
    const exits = 'function (user, context, callback) { process.exit(3); }';
    await project({ ...files, 'rules-legacy/count.js': exits });
    const { code, text } = await run(['count'], { logins: '20' });
    expect(text).toMatch(/why +The code ends its process \(process\.exit\) in \d+ of \d+ logins/);
    expect(code).toBe(1);
  });

  it('notices nearly every broken Action', async () => {
    await project(files);
    const { code, text } = await run(['count'], { mutate: true });
    expect(text).toMatch(/^count: (\d+) of \1 broken Actions noticed, 100\.0 %$/);
    expect(code).toBe(0);
  });

  it.each<[string, Readonly<Record<string, string>>, string[], string, string]>([
    ['an unknown rule', files, ['none'], 'rule-unknown', 'names the rule none'],
    [
      'a missing Action',
      { ...files, 'rules-legacy/rules.yaml': rulesYaml.replace('gate-clients', 'nowhere') },
      [],
      'action-missing',
      'actions/nowhere.ts',
    ],
    [
      'a missing rule file',
      { ...files, 'rules-legacy/rules.yaml': rulesYaml.replace('gate.js', 'gone.js') },
      [],
      'rule-missing',
      'gone.js',
    ],
    [
      'a rule that is no JavaScript',
      { ...files, 'rules-legacy/gate.js': 'function (' },
      [],
      'rule-syntax',
      '',
    ],
    [
      'a wrong key in verify.yaml',
      { ...files, 'rules-legacy/verify.yaml': 'gate: { acept: [] }' },
      [],
      'verify-yaml',
      'gate.acept',
    ],
    [
      'a secret whose usual value is none',
      {
        ...files,
        'rules-legacy/verify.yaml': verifyYaml.replace('CLIENT: the-client', 'CLIENT: [null, the-client]'),
      },
      [],
      'verify-yaml',
      'gate.secrets.CLIENT',
    ],
    [
      'an acceptance without a reason',
      { ...files, 'rules-legacy/verify.yaml': verifyYaml.replace('reason: meant for one client, ', '') },
      [],
      'verify-yaml',
      'reason',
    ],
    [
      'a rule that verify.yaml alone knows',
      { ...files, 'rules-legacy/verify.yaml': 'other: {}' },
      [],
      'verify-yaml',
      'other',
    ],
  ])('is one clear problem: %s', async (_name, some, args, problem, message) => {
    await project(some);
    const failed = await run(args).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Problem);
    expect(failed).toMatchObject({ code: problem, message: expect.stringContaining(message) as string });
  });

  it('takes whole numbers only', async () => {
    await project(files);
    await expect(run([], { seed: 'x' })).rejects.toMatchObject({ code: 'option' });
  });
});
