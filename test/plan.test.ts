import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../scripts/tenant/plan.ts';
import { run } from './support/context.ts';
import {
  addManualAction,
  addManualApplication,
  edit,
  meddle,
  seededProjects,
  stateOf,
} from './support/seeded-project.ts';

const project = seededProjects();
const ACTION = 'actions/torq-group-claims.ts';
const plan = (root: string, ...flags: string[]) => run(root, ['plan', ...flags]);

async function planned(root: string, ...flags: string[]): Promise<Plan> {
  return JSON.parse((await plan(root, '--json', ...flags)).out) as Plan;
}
const changesOf = ({ changes }: Plan) =>
  changes.filter((one) => one.kind !== 'unchanged').map(({ type, name, kind }) => `${type} ${name} ${kind}`);
const dangersOf = ({ dangers }: Plan) => dangers.map(({ code, message }) => `${code}: ${message}`);

describe('plan', () => {
  it('ends with 0 when the tenant is as the sources ask, and changes nothing', async () => {
    const root = project();
    const before = stateOf(root);
    const { code, out } = await plan(root);
    expect(code).toBe(0);
    expect(out).toContain('No changes');
    expect(stateOf(root)).toEqual(before);
  });

  it('does not ask the vendor for its rows when nothing changes', async () => {
    const root = project();
    writeFileSync(join(root, '.tenant/torq-mapping.json'), 'no rows');
    expect(await plan(root)).toMatchObject({ code: 0, err: '' });
    edit(root, 'tenant.yaml', (text) => text.replace("'250'", "'300'"));
    expect((await plan(root)).code).toBe(2);
  });

  it('ends with 1 for a change, and shows the code as a diff without formatting and comments', async () => {
    const root = project();
    edit(root, ACTION, (text) =>
      text.replace(/console\.(\w+)\(/, '// a comment that is no difference\n  console.$1("more",    '),
    );
    const { code, out } = await plan(root);
    expect(code).toBe(1);
    expect(out).toMatch(/action {2}torq-group-claims {2}to change\n {4}code:\n {6}@@ .* @@/);
    expect(out).toMatch(/^ {6}\+.*"more"/m);
    expect(out).not.toContain('a comment that is no difference');
  });

  it('says so when formatting alone differs', async () => {
    const root = project();
    meddle(root, (state) => {
      for (const version of state.actions[0]!.versions as { code: string }[])
        version.code = `/* older banner */\n${version.code.replaceAll('\n', '\n\n')}`;
    });
    const { code, out } = await plan(root);
    expect({ code, out }).toMatchObject({
      code: 1,
      out: expect.stringContaining('code: formatting or comments alone'),
    });
  });

  it('shows bindings in their order, and what tenant.yaml does not name as kept', async () => {
    const root = project();
    meddle(root, (state) => {
      addManualAction(state);
      addManualApplication(state);
    });
    const { code, out } = await plan(root);
    expect(code).toBe(0);
    expect(out).toContain('binding manual-mfa at post-login\n  application Wiki on torq-entra-id');
  });

  it('tells what becomes of each secret, and never a value', async () => {
    const root = project();
    edit(root, 'tenants/local.yaml', (text) => text.replace('local-tenant-only', 'another-secret-value'));
    const { code, out } = await plan(root, '--out', 'plan.json');
    expect(code).toBe(1);
    expect(out).toMatch(/torq-entra-id options\.client_secret +will change/);
    expect(out).toMatch(/torq-group-claims secrets\.TORQ_GROUPS_ALLOW_LIST +set/);
    const saved = readFileSync(join(root, 'plan.json'), 'utf8');
    for (const text of [out, saved]) {
      expect(text).not.toContain('another-secret-value');
      expect(text).not.toContain('local-tenant-only');
    }
  });

  it('shows no secret of an application either, and neither does a deploy', async () => {
    const root = project();
    edit(root, 'tenants/local.yaml', (text) => `${text}  TORQ_SECRET: secret-of-the-application\n`);
    edit(root, 'tenant.yaml', (text) =>
      text.replace(
        '    app_type: regular_web',
        "    app_type: regular_web\n    client_secret: '@@TORQ_SECRET@@'",
      ),
    );
    const shown = await plan(root);
    expect(shown.out).toMatch(/Auth0 Torq client_secret +will change/);
    const deployed = await run(root, ['deploy', '--json']);
    expect(deployed.code).toBe(0);
    const folder = join(root, '.tenant/local/receipts');
    const [receipt] = readdirSync(folder);
    const texts = [shown.out, deployed.out, deployed.err, readFileSync(join(folder, receipt!), 'utf8')];
    for (const text of texts) expect(text).not.toContain('secret-of-the-application');
  });

  it('shows no secret wherever it stands: in lists, in objects, under other names', async () => {
    const root = project();
    const words = {
      TW: 'leak-token',
      CF: 'leak-folder',
      LS: 'leak-list',
      NS: 'leak-nested',
      CM: 'leak-metadata',
    };
    edit(root, 'tenants/local.yaml', (text) =>
      Object.entries(words).reduce((all, [name, value]) => `${all}  ${name}: ${value}\n`, text),
    );
    edit(root, 'tenant.yaml', (text) =>
      text
        .replace(
          '      basic_profile: true\n',
          `      basic_profile: true
      upstream_params: { login_hint: { alias: leak-nested, secret: '@@NS@@', list: [{ key: '@@LS@@' }] } }
      twilio_token: '@@TW@@'
      configuration: { HOST: '@@CF@@' }
`,
        )
        .replace('    app_type:', "    client_metadata: { torq_secret: '@@CM@@', team: iam }\n    app_type:"),
    );
    const shown = await plan(root, '--out', 'plan.json', '--markdown', 'plan.md');
    expect(shown.code).toBe(1);
    expect(shown.out).toMatch(/torq-entra-id options\.twilio_token +unknown/);
    expect(shown.out).toContain('client_metadata.team: none -> "iam"');
    const deployed = await run(root, ['deploy']);
    expect(deployed.code).toBe(0);
    const folder = join(root, '.tenant/local/receipts');
    const files = [
      'plan.json',
      'plan.md',
      ...readdirSync(folder).map((file) => join('.tenant/local/receipts', file)),
    ];
    const texts = [
      shown.out,
      deployed.out,
      deployed.err,
      ...files.map((file) => readFileSync(join(root, file), 'utf8')),
    ];
    for (const text of texts) expect(text).not.toContain('leak-');
    expect((await plan(root)).code).toBe(0);
  });

  it('can do without the value of a secret, which it then does not compare', async () => {
    const root = project();
    edit(root, 'tenants/local.yaml', (text) => text.replace(/.*ENTRA_CLIENT_SECRET.*\n/, ''));
    const { code, out } = await plan(root);
    expect(code).toBe(0);
    expect(out).toMatch(/options\.client_secret +not compared/);
  });

  it.each<[string, string | RegExp, string, RegExp]>([
    [
      'an application',
      '      - Auth0 Torq\n',
      '      - Auth0 Torqq\n',
      /enabled_clients of torq-entra-id name the application "Auth0 Torqq"/,
    ],
    [
      'an Action',
      /action_name: \S+,/,
      'action_name: nope,',
      /The bindings of post-login name the Action "nope", which is nowhere/,
    ],
  ])('ends with 2 for %s that exists nowhere', async (_what, from, to, message) => {
    const root = project();
    edit(root, 'tenant.yaml', (text) => text.replace(from, to));
    const { code, err } = await plan(root);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('ends with 2 for credentials without the tenant that they are for', async () => {
    const root = project();
    const env = { AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'secret', AUTH0_DOMIAN: 'typo.eu.auth0.com' };
    const lone = await run(root, ['plan'], { env });
    expect(lone).toMatchObject({
      code: 2,
      err: expect.stringContaining('AUTH0_CLIENT_ID is set, but AUTH0_DOMAIN is not'),
    });
    expect((await run(root, ['plan', '--tenant', 'local'], { env })).code).toBe(0);
  });

  it('ends with 2 when another keyword has no value', async () => {
    const root = project();
    edit(root, 'tenants/local.yaml', (text) => text.replace(/.*ENTRA_TENANT_DOMAIN.*\n/, ''));
    expect(await plan(root)).toMatchObject({ code: 2, err: expect.stringContaining('ENTRA_TENANT_DOMAIN') });
  });
});

describe('what is dangerous stands on top of a plan', () => {
  it('an unmanaged binding, application and option that would go, each only when it is named', async () => {
    const root = project();
    meddle(root, (state) => {
      addManualAction(state);
      addManualApplication(state);
      state.connections[0]!.options['ext_profile'] = true;
    });
    expect(changesOf(await planned(root))).toEqual([]);
    edit(
      root,
      'tenant.yaml',
      (text) => `${text}
remove:
  bindings: { post-login: [manual-mfa] }
  enabled_clients: { torq-entra-id: [Wiki] }
  options: { torq-entra-id: [ext_profile] }
`,
    );
    const found = await planned(root);
    expect(changesOf(found)).toEqual(['connections torq-entra-id update', 'triggers post-login update']);
    expect(dangersOf(found)).toEqual([
      'binding-goes: manual-mfa would no longer run at post-login; tenant.yaml does not manage it.',
      'application-disconnected: Nobody could log in to Wiki through torq-entra-id any more.',
      'option-vanishes: torq-entra-id would lose options.ext_profile.',
    ]);
    expect((await plan(root)).out).toMatch(/^Target .*\n\nDangerous\n/);
  });

  it('unbinds an Action that is to be deleted where tenant.yaml names no trigger, and logs the people in without it', async () => {
    const root = project();
    edit(root, 'tenant.yaml', (text) => text.replace(/^actions:[^]*/m, ''));
    const found = await planned(root, '--remove', 'actions/torq-group-claims');
    expect(changesOf(found)).toEqual(['triggers post-login update', 'actions torq-group-claims remove']);
    expect(dangersOf(found)).toEqual(
      expect.arrayContaining([
        'role-undeclared: Oscar Owner would be without access; torq.yaml declares Owner.',
        expect.stringMatching(/^binding-goes: torq-group-claims would no longer run at post-login/),
      ]),
    );
  });

  it.each(['actions/nope', 'rules/nope', 'bindings/post-login/nope', 'options/torq-entra-id/nope'])(
    'says that there is no %s to remove',
    async (name) => {
      const { code, err } = await plan(project(), '--remove', name);
      expect({ code, err }).toEqual({
        code: 0,
        err: expect.stringContaining(`Nothing to remove: the tenant has no ${name}.`) as string,
      });
    },
  );

  it('asks about a name under remove that looks like another one, and about no other', async () => {
    const root = project();
    meddle(root, (state) => addManualAction(state));
    edit(
      root,
      'tenant.yaml',
      (text) =>
        `${text}\nremove: { actions: [manual-mfs, done-before], options: { torq-entra-id: [ext_grousp] } }\n`,
    );
    const { code, err } = await plan(root);
    expect({ code, err }).toEqual({
      code: 0,
      err: [
        'Nothing to remove: the tenant has no options/torq-entra-id/ext_grousp. Did you mean ext_groups?',
        'Nothing to remove: the tenant has no actions/manual-mfs. Did you mean manual-mfa?',
      ].join('\n'),
    });
  });

  it.each([
    ['triggers', (text: string) => text.replace('\n  post-login:', '\n  post-logn:')],
    ['remove', (text: string) => `${text}\nremove: { bindings: { post-logn: [x] } }\n`],
  ])('names a trigger under %s that the tenant does not have', async (_where, change) => {
    const root = project();
    edit(root, 'tenant.yaml', change);
    const { code, err } = await plan(root);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error trigger-unknown: The tenant has no trigger "post-logn"\.\n {2}at {3}tenant\.yaml\n {2}do .*, post-login, /,
    );
  });

  it('refuses to take the last application from a connection, which auth0-deploy-cli would not do', async () => {
    const root = project();
    edit(
      root,
      'tenant.yaml',
      (text) =>
        `${text.replace('enabled_clients:\n      - Auth0 Torq', 'enabled_clients: []')}\nremove: { enabled_clients: { torq-entra-id: [Auth0 Torq] } }\n`,
    );
    const { code, err } = await plan(root);
    expect(code).toBe(2);
    expect(err).toContain('error last-application: torq-entra-id would lose its last application.');
  });

  it('tells that a renamed connection shares its domains with the one that stays', async () => {
    const root = project();
    edit(root, 'tenant.yaml', (text) => text.replace('name: torq-entra-id', 'name: torq-entra'));
    edit(root, 'torq.yaml', (text) => text.replaceAll('torq-entra-id', 'torq-entra'));
    expect(dangersOf(await planned(root))).toContainEqual(
      expect.stringMatching(/^domain-shared: contoso\.com would lead to torq-entra and to torq-entra-id: /),
    );
  });

  it('names a record of sent secrets that cannot be read', async () => {
    const root = project();
    const lock = join(root, '.tenant/local.secrets.json');
    rmSync(lock);
    mkdirSync(lock);
    const { code, err } = await plan(root);
    expect(code).toBe(2);
    expect(err).toMatch(/^error state-unreadable: [^]*at .*local\.secrets\.json\n {2}do {3}Move it away/);
  });

  it('tells of a draft that would be overwritten', async () => {
    const root = project();
    meddle(root, (state) => {
      const [action] = state.actions;
      action!.code = 'exports.onExecutePostLogin = async () => { /* at work */ };';
      action!['updated_at'] = '2026-03-01T00:00:00.000Z';
    });
    const found = await planned(root);
    expect(dangersOf(found)).toContain(
      'draft-lost: The draft of torq-group-claims (changed 2026-03-01T00:00:00.000Z) differs from version 1, and would be overwritten.',
    );
    const [fields] = found.changes.filter(({ type }) => type === 'actions').map((one) => one.fields);
    expect(fields).toContainEqual({ path: 'draft', before: 'not deployed', after: 'deployed' });
    expect(fields!.map(({ path }) => path)).not.toContain('deployed');
  });

  it('takes a removal from the command line too', async () => {
    const root = project();
    meddle(root, (state) => addManualAction(state));
    const found = await planned(root, '--remove', 'actions/manual-mfa');
    expect(changesOf(found)).toEqual(['triggers post-login update', 'actions manual-mfa remove']);
    expect(dangersOf(found)).toContain(
      'action-deleted: The Action manual-mfa would be deleted, with all its versions and secrets.',
    );
    expect(await plan(root, '--remove', 'nonsense')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--remove nonsense is not understood'),
    });
  });

  it('a group claim that stops', async () => {
    const root = project();
    edit(root, ACTION, (text) =>
      text.replace(/(export const onExecutePostLogin[^{]*\{)/, '$1 if (event.user.email) return;'),
    );
    expect(dangersOf(await planned(root))).toContainEqual(
      expect.stringMatching(
        /^claim-stops: Mia Member would no longer get the claim https:\/\/torq\.io\/groups/,
      ),
    );
  });

  it('a gate that widens', async () => {
    const root = project();
    edit(root, ACTION, (text) =>
      text.replaceAll(/event\.client\.client_id !==? /g, 'event.client.name === '),
    );
    expect(dangersOf(await planned(root))).toContainEqual(
      expect.stringMatching(/^gate-widens: Logins of .* to other applications would carry the claim/),
    );
  });

  it('a login that would fail', async () => {
    const root = project();
    edit(root, ACTION, (text) =>
      text.replace(
        /(export const onExecutePostLogin[^{]*\{)/,
        '$1 if (event.user.email) throw new Error("broken");',
      ),
    );
    expect(dangersOf(await planned(root))).toContainEqual(
      expect.stringMatching(/^login-denied: Mia Member could not log in to Auth0 Torq/),
    );
  });
});
