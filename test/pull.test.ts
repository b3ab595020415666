import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startLocalTenant } from '../scripts/local-tenant/server.ts';
import { run } from './support/context.ts';
import { folder } from './support/folder.ts';
import { projectCopy } from './support/project.ts';
import {
  addManualAction,
  addManualApplication,
  meddle,
  seededProjects,
  stateOf,
} from './support/seeded-project.ts';

const seeded = seededProjects();
const pull = (root: string, ...flags: string[]) => run(root, ['pull', ...flags]);
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
const RULE = 'function stamp(user, context, callback) {\n  callback(null, user, context);\n}';

/** A tenant with a rule, a configuration key and an Action that this project does not know. */
function tenantWithMore(): string {
  const root = seeded();
  meddle(root, (state) => {
    addManualAction(state);
    addManualApplication(state);
    const secrets = [{ name: 'API_KEY', value: 'hidden-value', updated_at: '2026-01-01T00:00:00.000Z' }];
    const [, manual] = state.actions;
    Object.assign(manual!, {
      secrets,
      versions: manual!.versions.map((version) => ({ ...(version as object), secrets })),
    });
    state.rules.push({ id: 'rul_2', name: 'Stamp it!', enabled: false, order: 7, script: RULE });
    Object.assign(state, { rulesConfigs: [{ key: 'STAMP_URL', value: 'hidden-too' }] });
  });
  return root;
}

describe('pull from the tenant', () => {
  it('brings rules, keys, Actions and bindings, after which plan finds no change', async () => {
    const root = tenantWithMore();
    const before = read(root, 'tenant.yaml');
    const { code, out } = await pull(root);
    expect(code).toBe(0);
    expect(out).toMatch(/Written\n {2}rules-legacy\/Stamp-it\.js\n {2}rules-legacy\/rules\.yaml\n/);
    expect(read(root, 'rules-legacy/Stamp-it.js')).toBe(RULE);
    const rules = parse(read(root, 'rules-legacy/rules.yaml')) as {
      rules: object[];
      configuration: string[];
    };
    expect(rules.rules[0]).toMatchObject({ name: 'enrich-torq-token', action: 'torq-group-claims' });
    expect(rules.rules[1]).toEqual({
      id: 'rul_2',
      name: 'Stamp it!',
      file: 'Stamp-it.js',
      order: 7,
      enabled: false,
    });
    expect(rules.configuration).toEqual(['STAMP_URL']);

    expect(read(root, 'actions-pulled/manual-mfa.js')).toBe(stateOf(root).actions[1]!.code);
    const yaml = read(root, 'tenant.yaml');
    expect(yaml).toContain("client_secret: '@@ENTRA_CLIENT_SECRET@@'");
    expect(yaml).toContain('# Its secrets API_KEY stay as they are on the tenant');
    expect(yaml).toContain(before.split('\n')[0]);
    for (const value of ['hidden-value', 'hidden-too', 'local-tenant-only']) {
      for (const path of ['tenant.yaml', 'rules-legacy/rules.yaml'])
        expect(read(root, path)).not.toContain(value);
      expect(out).not.toContain(value);
    }
    expect(await run(root, ['plan'])).toMatchObject({ code: 0, out: expect.stringContaining('No changes') });
    expect(await pull(root)).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to write') });
  });

  it('gives every rule and Action a file of its own, whatever their names have in common', async () => {
    const root = seeded();
    const names = ['Claims (EU)', 'Claims EU', 'アクセス拒否', '多要素認証', '@@HOME@@'];
    meddle(root, (state) => {
      for (const [index, name] of names.entries()) {
        addManualAction(state, name);
        state.actions.at(-1)!.code = `exports.onExecutePostLogin = async () => {}; // ${index}\n`;
        const versions = state.actions.at(-1)!.versions as { code: string }[];
        for (const version of versions) version.code = state.actions.at(-1)!.code;
        state.rules.push({
          id: `rul_${index}`,
          name,
          enabled: true,
          order: index,
          script: `${RULE} // ${index}`,
        });
      }
    });
    const { code, out } = await pull(root);
    expect(code).toBe(0);
    expect(out).toContain('The Action @@HOME@@ is left out');
    const yaml = parse(read(root, 'tenant.yaml')) as { actions: { name: string; code: string }[] };
    const codes = yaml.actions.slice(1).map((one) => [one.name, one.code]);
    expect(Object.fromEntries(codes)).toEqual({
      'Claims (EU)': './actions-pulled/Claims-EU.js',
      'Claims EU': './actions-pulled/Claims-EU-2.js',
      アクセス拒否: './actions-pulled/unnamed.js',
      多要素認証: './actions-pulled/unnamed-2.js',
    });
    expect(read(root, 'actions-pulled/Claims-EU.js')).toContain('// 0');
    expect(read(root, 'actions-pulled/Claims-EU-2.js')).toContain('// 1');
    const { rules } = parse(read(root, 'rules-legacy/rules.yaml')) as {
      rules: { name: string; file: string }[];
    };
    expect(new Set(rules.map(({ file }) => file)).size).toBe(rules.length);
    for (const [index, name] of names.entries()) {
      const { file } = rules.find((rule) => rule.name === name)!;
      expect(read(root, `rules-legacy/${file}`)).toContain(`// ${index}`);
    }
    expect((await pull(root)).out).toContain('Nothing to write');
  });

  it('leaves what says something else here and names it, until it is told to overwrite', async () => {
    const root = tenantWithMore();
    await pull(root);
    writeFileSync(join(root, 'rules-legacy/Stamp-it.js'), '// edited here');
    writeFileSync(
      join(root, 'actions-pulled/manual-mfa.js'),
      'exports.onExecutePostLogin = async () => {}; // edited',
    );
    meddle(root, (state) => {
      state.connections[0]!.options['ext_groups'] = false;
      state.rules.at(-1)!['enabled'] = true;
      state.bindings['post-login']!.reverse();
    });
    const { code, out } = await pull(root);
    expect(code).toBe(1);
    expect(out).toMatch(
      /Left as it is here.*\n {2}rules-legacy\/Stamp-it\.js is another text here\n {2}rules-legacy\/rules\.yaml: enabled of Stamp it! is false; there it is true\n {2}actions-pulled\/manual-mfa\.js is another text here\n {2}tenant\.yaml: bindings of post-login; there they are torq-group-claims, manual-mfa\n {2}tenant\.yaml: options\.ext_groups of torq-entra-id is true; there it is false/,
    );
    expect(read(root, 'rules-legacy/Stamp-it.js')).toBe('// edited here');

    expect((await pull(root, '--overwrite')).code).toBe(0);
    expect(read(root, 'rules-legacy/Stamp-it.js')).toBe(RULE);
    expect(read(root, 'tenant.yaml')).toContain('ext_groups: false');
    expect(read(root, 'tenant.yaml')).toContain("client_secret: '@@ENTRA_CLIENT_SECRET@@'");
    expect((await run(root, ['plan'])).code).toBe(0);
  });

  it('takes a tenant that has no Rules any more as it is', async () => {
    const root = tenantWithMore();
    const faults = [{ kind: 'rules-refused' as const }];
    const tenant = await startLocalTenant({ stateDir: join(root, '.tenant'), faults });
    try {
      const { code, out } = await pull(root);
      expect(code).toBe(0);
      expect(out).toContain('The tenant has no Rules any more: none were pulled.');
      expect(out).toContain('actions-pulled/manual-mfa.js');
      expect((await run(root, ['plan', '--remove', 'rules/Stamp it!'])).out).toContain('No changes');
    } finally {
      await tenant.close();
    }
  });

  it('writes nothing with --dry-run', async () => {
    const root = tenantWithMore();
    const before = read(root, 'tenant.yaml');
    const { code, out } = await pull(root, '--dry-run');
    expect(code).toBe(1);
    expect(out).toContain('Would be written');
    expect(read(root, 'tenant.yaml')).toBe(before);
  });
});

const CODE =
  'exports.onExecutePostLogin = async (event, api) => {\n  api.idToken.setCustomClaim("a", `${event.user.email}`);\n};\n';

/** The same rule, key, Action and binding in each form that is read. */
const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an export as YAML': {
    'tenant.yaml': `
rules:
  - { name: stamp, script: ./rules/stamp.js, stage: login_success, enabled: true, order: 3 }
rulesConfigs:
  - { key: STAMP_URL, value: '@@STAMP_URL@@' }
actions:
  - name: add claim
    code: ./actions/add claim/code.js
    runtime: node18
    dependencies: [{ name: lodash, version: 4.17.21 }]
    secrets: [{ name: API_KEY }]
    supported_triggers: [{ id: post-login, version: v3 }]
    deployed: true
triggers:
  post-login: [{ action_name: add claim, display_name: Adds it }]
`,
    'rules/stamp.js': RULE,
    'actions/add claim/code.js': CODE,
  },
  'an export as folders': {
    'rules/stamp.json':
      '{"name":"stamp","script":"./stamp.js","stage":"login_success","enabled":true,"order":3}',
    'rules/stamp.js': RULE,
    'rules-configs/STAMP_URL.json': '{"key":"STAMP_URL","value":"@@STAMP_URL@@"}',
    'actions/add claim.json': JSON.stringify({
      name: 'add claim',
      code: './actions/add claim/code.js',
      runtime: 'node18',
      dependencies: [{ name: 'lodash', version: '4.17.21' }],
      secrets: [{ name: 'API_KEY' }],
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
    }),
    'actions/add claim/code.js': CODE,
    'triggers/triggers.json': '{"post-login":[{"action_name":"add claim","display_name":"Adds it"}]}',
  },
  Terraform: {
    'main.tf': `
variable "api_key" { type = string }

resource "auth0_rule" "stamp" {
  name    = "stamp"
  script  = file("\${path.module}/stamp.js")
  enabled = true
  order   = 3 # later than most
}

resource "auth0_rule_config" "url" {
  key   = "STAMP_URL"
  value = var.stamp_url
}

resource "auth0_action" "claim" {
  name    = "add claim"
  runtime = "node18"
  deploy  = true
  code    = <<-EOT
${CODE.replaceAll('${', () => '$${').replaceAll(/^(?=.)/gm, '    ')}    EOT

  supported_triggers {
    id      = "post-login"
    version = "v3"
  }
  dependencies {
    name    = "lodash"
    version = "4.17.21"
  }
  secrets {
    name  = "API_KEY"
    value = var.api_key
  }
}

resource "auth0_trigger_actions" "login" {
  trigger = "post-login"
  actions {
    id           = auth0_action.claim.id
    display_name = "Adds it"
  }
}
`,
    'stamp.js': RULE,
  },
};

describe('pull from files', () => {
  it.each(Object.entries(FORMS))('%s', async (_, files) => {
    const root = projectCopy();
    const { code, err } = await pull(root, '--from', folder(files));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(read(root, 'rules-legacy/stamp.js')).toBe(RULE);
    expect(read(root, 'actions-pulled/add-claim.js')).toBe(CODE);
    const rules = parse(read(root, 'rules-legacy/rules.yaml')) as {
      rules: object[];
      configuration: string[];
    };
    expect(rules.rules[1]).toEqual({ name: 'stamp', file: 'stamp.js', order: 3, enabled: true });
    expect(rules.configuration).toEqual(['STAMP_URL']);
    const tenant = parse(read(root, 'tenant.yaml')) as {
      actions: object[];
      triggers: Record<string, object[]>;
    };
    expect(tenant.actions[1]).toEqual({
      name: 'add claim',
      code: './actions-pulled/add-claim.js',
      runtime: 'node18',
      dependencies: [{ name: 'lodash', version: '4.17.21' }],
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      deployed: true,
    });
    expect(tenant.triggers['post-login']).toEqual([
      { action_name: 'add claim', display_name: 'Adds it' },
      { action_name: 'torq-group-claims', display_name: 'torq-group-claims' },
    ]);
  });

  it('keeps the id of a rule, and a stage that is not the login, which migrate then refuses', async () => {
    const root = projectCopy();
    const from = folder({
      'tenant.yaml': `rules:\n  - { name: early, script: ./early.js, order: 5, id: rul_5, stage: pre_authorize }\n`,
      'early.js': RULE,
    });
    expect((await pull(root, '--from', from)).code).toBe(0);
    const { rules } = parse(read(root, 'rules-legacy/rules.yaml')) as { rules: object[] };
    expect(rules[1]).toMatchObject({ name: 'early', id: 'rul_5', stage: 'pre_authorize' });
  });

  it('a rule that has another name now by its id, and names those that are not there', async () => {
    const root = projectCopy();
    const from = (name: string): string =>
      folder({
        'tenant.yaml': `rules:\n  - { name: ${name}, script: ./a.js, order: 5, id: rul_5 }\n`,
        'a.js': RULE,
      });
    await pull(root, '--from', from('Gate'));
    const { code, out } = await pull(root, '--from', from('Corp gate'));
    expect(code).toBe(1);
    expect(out).toContain('name of Gate is "Gate"; there it is "Corp gate"');
    expect(out).toContain('rules-legacy/rules.yaml names enrich-torq-token, which is not there');
    expect(out).not.toContain('names Gate, which');
    expect((await pull(root, '--overwrite', '--from', from('Corp gate'))).code).toBe(0);
    const { rules } = parse(read(root, 'rules-legacy/rules.yaml')) as { rules: object[] };
    expect(rules.slice(1)).toMatchObject([{ name: 'Corp gate', file: 'Gate.js', id: 'rul_5' }]);
  });

  it('an export that leaves fields out, which are then left as they are here', async () => {
    const root = seeded();
    const before = read(root, 'tenant.yaml');
    const from = folder({
      'tenant.yaml': 'clients:\n  - { name: Auth0 Torq, callbacks: [https://other.example/] }\n',
    });
    const { code } = await pull(root, '--from', join(from, 'tenant.yaml'), '--overwrite');
    expect(code).toBe(0);
    expect(read(root, 'tenant.yaml')).not.toContain('null');
    expect(read(root, 'tenant.yaml').length).toBe(before.length);
  });

  it('no file from outside of an export', async () => {
    const from = folder({
      'export/tenant.yaml': 'rules:\n  - { name: a, script: ../secret.js }\n',
      'secret.js': 'not to be read',
    });
    expect(await pull(seeded(), '--from', join(from, 'export/tenant.yaml'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('export-file'),
    });
  });

  it('Terraform, with the applications and connections that it declares', async () => {
    const root = projectCopy();
    const files = {
      'main.tf': `
resource "auth0_client" "torq" {
  name        = "Auth0 Torq"
  description = "Another one"
  web_origins = ["https://app.example"]
}
resource "auth0_client" "wiki" {
  name = "Wiki"
}
resource "auth0_connection" "corp" {
  name     = "corp"
  strategy = "waad"
  options {
    client_secret = "hidden-value"
    tenant_domain = var.corp_domain
  }
}
resource "auth0_connection_clients" "corp" {
  connection_id   = auth0_connection.corp.id
  enabled_clients = [auth0_client.torq.id, auth0_client.wiki.id]
}
`,
    };
    const { code, out } = await pull(root, '--from', folder(files));
    expect(code).toBe(1);
    expect(out).toContain(
      'tenant.yaml: description of Auth0 Torq is "Torq single sign-on"; there it is "Another one"',
    );
    expect(out).toContain('tenant.yaml takes CORP_CLIENT_SECRET, CORP_DOMAIN from the environment');
    const text = read(root, 'tenant.yaml');
    expect(text).not.toContain('hidden-value');
    const tenant = parse(text) as { clients: object[]; connections: object[] };
    expect(tenant.clients).toEqual([
      expect.objectContaining({
        name: 'Auth0 Torq',
        description: 'Torq single sign-on',
        web_origins: ['https://app.example'],
      }),
      { name: 'Wiki' },
    ]);
    expect(tenant.connections[1]).toEqual({
      name: 'corp',
      strategy: 'waad',
      enabled_clients: ['Auth0 Torq', 'Wiki'],
      options: { client_secret: '@@CORP_CLIENT_SECRET@@', tenant_domain: '@@CORP_DOMAIN@@' },
    });

    // What was taken over is what the verbs read: only the keywords are missing.
    expect((await run(root, ['plan'])).err).toContain('needs the keyword CORP_DOMAIN');
    writeFileSync(
      join(root, 'tenants/local.yaml'),
      `${read(root, 'tenants/local.yaml')}  CORP_DOMAIN: corp.example
  CORP_CLIENT_SECRET: local
`,
    );
    expect(await run(root, ['plan'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/connection +corp +to create/),
    });
  });

  it('binds what Terraform appends behind what is bound here, also when it overwrites', async () => {
    const root = projectCopy();
    const main = `
resource "auth0_action" "late" {
  name = "late"
  code = "exports.onExecutePostLogin = async () => {};"
  supported_triggers {
    id = "post-login"
  }
}
resource "auth0_trigger_action" "late" {
  trigger   = "post-login"
  action_id = auth0_action.late.id
}
`;
    expect((await pull(root, '--overwrite', '--from', folder({ 'main.tf': main }))).code).toBe(0);
    const { triggers } = parse(read(root, 'tenant.yaml')) as { triggers: object };
    expect(triggers).toEqual({
      'post-login': [
        { action_name: 'torq-group-claims', display_name: 'torq-group-claims' },
        { action_name: 'late', display_name: 'late' },
      ],
    });
  });

  it('notes what only Terraform can work out', async () => {
    const files = {
      'main.tf': `resource "auth0_action" "late" {
  name = "late"
  code = templatefile("late.js", { stage = var.stage })
}
`,
    };
    const { code, out } = await pull(projectCopy(), '--from', folder(files));
    expect(code).toBe(0);
    expect(out).toContain(
      'main.tf:3: auth0_action.late is left out for its code: templatefile() is worked out by Terraform alone.',
    );
    expect(out).not.toContain('all of it is here already');
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['a folder of something else', { 'readme.txt': '' }, /^error pull-form: /],
    [
      'an export without its code',
      { 'tenant.yaml': 'rules: [{ name: a, script: ./rules/a.js }]' },
      /^error export-file: /,
    ],
    [
      'a broken file',
      { 'main.tf': 'resource "auth0_rule" "a" {\n  name = \n}' },
      /^error terraform-syntax: Expected a value\.\n {2}at .*main\.tf:2:10/,
    ],
    [
      'an alias that leads nowhere',
      { 'tenant.yaml': 'rules: *here' },
      /^error yaml-broken: .*tenant\.yaml is not valid YAML: Unresolved alias/,
    ],
    ['a wrong shape', { 'tenant.yaml': 'rules: [{ script: a }]' }, /^error export-shape: rules\.0\.name/],
  ])('says what is wrong with %s', async (_, files, message) => {
    expect(await pull(projectCopy(), '--from', folder(files))).toMatchObject({
      code: 2,
      err: expect.stringMatching(message),
    });
  });
});
