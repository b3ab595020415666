import { describe, expect, it } from 'vitest';
import { pullTerraform } from '../../scripts/tenant/pull-terraform.ts';
import { folder } from '../support/folder.ts';

const pull = (text: string, files: Readonly<Record<string, string>> = {}) =>
  pullTerraform(folder({ 'main.tf': text, ...files }));

describe('applications of Terraform', () => {
  it('are spelled as the Management API spells them', () => {
    const { clients, notes } = pull(`
resource "auth0_client" "wiki" {
  name              = "Wiki"
  app_type          = "regular_web"
  callbacks         = ["https://wiki.example/callback"]
  cross_origin_auth = false
  logo_uri          = null
  jwt_configuration {
    alg    = "RS256"
    scopes = { a = "b" }
  }
  refresh_token {
    rotation_type = "rotating"
    policies {
      audience = "https://a.example"
      scope    = ["read"]
    }
    policies {
      audience = "https://b.example"
      scope    = ["write"]
    }
  }
  lifecycle {
    ignore_changes = [callbacks]
  }
}
resource "auth0_client_credentials" "wiki" {
  client_id             = auth0_client.wiki.id
  authentication_method = "client_secret_post"
  client_secret         = "never-written"
}
`);
    expect(clients).toEqual([
      {
        name: 'Wiki',
        app_type: 'regular_web',
        callbacks: ['https://wiki.example/callback'],
        cross_origin_authentication: false,
        jwt_configuration: { alg: 'RS256', scopes: { a: 'b' } },
        refresh_token: {
          rotation_type: 'rotating',
          policies: [
            { audience: 'https://a.example', scope: ['read'] },
            { audience: 'https://b.example', scope: ['write'] },
          ],
        },
        token_endpoint_auth_method: 'client_secret_post',
      },
    ]);
    expect(notes).toEqual([]);
  });

  it('take values from defaults, tfvars and locals, and a keyword for a variable without one', () => {
    const { clients, notes } = pull(
      `
variable "host" { default = "default.example" }
variable "name" { default = "Wiki" }
variable "logo" {}
variable "path" {}
variable "token" {
  default   = "never-written"
  sensitive = true
}
locals {
  base = "https://\${var.host}"
  urls = { callback = "\${local.base}/callback" }
}
resource "auth0_client" "wiki" {
  name                = var.name
  callbacks           = toset(concat([local.urls.callback], ["\${local.base}/\${var.path}"]))
  initiate_login_uri  = local.urls["callback"]
  description         = auth0_client.wiki.name
  logo_uri            = var.logo
  client_metadata     = { token = var.token }
}
`,
      { 'a.auto.tfvars': 'host = "given.example"\n', 'other.tfvars': 'host = "of another tenant"\n' },
    );
    expect(clients).toEqual([
      {
        name: 'Wiki',
        callbacks: ['https://given.example/callback', 'https://given.example/##PATH##'],
        initiate_login_uri: 'https://given.example/callback',
        description: 'Wiki',
        logo_uri: '@@LOGO@@',
        client_metadata: { token: '@@TOKEN@@' },
      },
    ]);
    expect(notes).toEqual([]);
  });

  it('leave out, with its place, what has no counterpart or Terraform alone can work out', () => {
    const { clients, notes } = pull(`
resource "auth0_client" "wiki" {
  name            = "Wiki"
  description     = var.on ? "a" : "b"
  web_origins     = [for one in var.all : one]
  custom_login_page = "Hello @@name@@"
  allowed_clients = ["abc"]
  addons {
    samlp {}
  }
  dynamic "mobile" {
    for_each = var.mobile
  }
}
resource "auth0_client" "many" {
  for_each = var.apps
  name     = each.key
}
resource "auth0_client" "unnamed" {
  name = var.unnamed
}
resource "auth0_client_credentials" "wiki" {
  client_id             = auth0_client.wiki.id
  authentication_method = "private_key_jwt"
}
resource "auth0_role" "admin" {
  name = "Admin"
}
module "more" {
  source = "./more"
}
`);
    expect(clients).toEqual([{ name: 'Wiki' }]);
    expect(notes).toEqual([
      'main.tf:4: description of auth0_client.wiki is left out: var.on ? "a" : "b" is worked out by Terraform alone.',
      'main.tf:5: web_origins of auth0_client.wiki is left out: [for one in var.all : one] is worked out by Terraform alone.',
      'main.tf:6: custom_login_page of auth0_client.wiki is left out: tenant.yaml would take @@name@@ in it for a keyword.',
      'main.tf:7: allowed_clients of auth0_client.wiki is left out: its counterpart is not known here.',
      'main.tf:8: addons of auth0_client.wiki is left out: its counterpart is not known here.',
      'main.tf:11: dynamic of auth0_client.wiki is left out: it is worked out by Terraform alone.',
      'main.tf:15: auth0_client.many is left out: for_each is worked out by Terraform alone.',
      'main.tf:20: auth0_client.unnamed is left out for its name: var.unnamed has no value in these files.',
      'main.tf:22: auth0_client_credentials.wiki is left out: "private_key_jwt" is set up by hand.',
      'main.tf:29: module "more" is not followed: pull from its folder as well.',
      'Not read: auth0_role.',
    ]);
  });
});

const ENTRA = `
resource "auth0_connection" "entra" {
  name         = "corp"
  strategy     = "waad"
  display_name = "Entra ID"
  options {
    client_id              = var.entra_client_id
    client_secret          = var.entra_client_secret
    tenant_domain          = "corp.example"
    waad_common_endpoint   = false
    max_groups_to_retrieve = 250
    scopes                 = ["basic_profile", "ext_groups"]
    upstream_params        = jsonencode({ login_hint = { alias = "login_hint" } })
  }
}
resource "auth0_client" "torq" {
  name = "Torq"
}
data "auth0_client" "wiki" {
  name = "Wiki"
}
`;

describe('connections of Terraform', () => {
  it('have the options of their strategy, and a keyword for every secret', () => {
    const { connections, notes } = pull(ENTRA, {
      'terraform.tfvars': 'entra_client_secret = "never-written"\n',
      'saml.tf': `
resource "auth0_connection" "saml" {
  name     = "saml"
  strategy = "samlp"
  options {
    sign_in_endpoint = "https://idp.example/in"
    disable_sign_out = true
    client_secret    = "literal-never-written"
    signing_key {
      key = "never-written"
    }
  }
}
resource "auth0_connection" "social" {
  name     = "github"
  strategy = "github"
  options {
    client_secret = "never-written"
  }
}
`,
    });
    expect(connections).toEqual([
      {
        name: 'corp',
        strategy: 'waad',
        display_name: 'Entra ID',
        options: {
          client_id: '@@ENTRA_CLIENT_ID@@',
          client_secret: '@@ENTRA_CLIENT_SECRET@@',
          tenant_domain: 'corp.example',
          useCommonEndpoint: false,
          max_groups_to_retrieve: '250',
          basic_profile: true,
          ext_groups: true,
          upstream_params: { login_hint: { alias: 'login_hint' } },
        },
      },
      {
        name: 'saml',
        strategy: 'samlp',
        options: {
          signInEndpoint: 'https://idp.example/in',
          disableSignout: true,
          client_secret: '@@SAML_CLIENT_SECRET@@',
        },
      },
      { name: 'github', strategy: 'github' },
    ]);
    expect(notes).toEqual([
      'saml.tf:9: signing_key of auth0_connection.saml is left out: it holds a secret.',
      'saml.tf:17: options of auth0_connection.social are left out: those of the strategy github have no counterpart known here.',
    ]);
  });

  it.each<[string, string]>([
    [
      'a list of them',
      `resource "auth0_connection_clients" "a" {
  connection_id   = auth0_connection.entra.id
  enabled_clients = toset([auth0_client.torq.id, "\${data.auth0_client.wiki.client_id}"])
}`,
    ],
    [
      'one by one',
      `resource "auth0_connection_client" "a" {
  connection_id = auth0_connection.entra.id
  client_id     = auth0_client.torq.client_id
}
resource "auth0_connection_client" "b" {
  connection_id = auth0_connection.entra.id
  client_id     = data.auth0_client.wiki.id
}`,
    ],
  ])('know the names of their applications from %s', (_, text) => {
    expect(pull(ENTRA + text)).toMatchObject({
      connections: [{ name: 'corp', enabled_clients: ['Torq', 'Wiki'] }],
      notes: [],
    });
  });

  it('leave the applications out when one cannot be told, as the others would look like all of them', () => {
    const { connections, notes } = pull(`${ENTRA}
resource "auth0_connection_clients" "a" {
  connection_id   = auth0_connection.entra.id
  enabled_clients = [auth0_client.torq.id, "abcdefgh"]
}
resource "auth0_connection_client" "b" {
  connection_id = "con_123"
  client_id     = auth0_client.torq.id
}`);
    expect(connections[0]).not.toHaveProperty('enabled_clients');
    expect(notes).toEqual([
      'main.tf:23: enabled_clients of auth0_connection.entra are left out: no application in these files is "abcdefgh".',
      'main.tf:27: auth0_connection_client.b is left out: its connection is not in these files.',
    ]);
  });
});

const ACTIONS = ['a', 'b']
  .map(
    (name) => `
resource "auth0_action" "${name}" {
  name = "action-${name}"
  code = "exports.onExecutePostLogin = async () => {};"
  supported_triggers {
    id      = "post-login"
    version = "v3"
  }
}`,
  )
  .join('');

describe('bindings of Terraform', () => {
  it('are appended to what is there when each stands alone', () => {
    const { bindings, openTriggers } = pull(`${ACTIONS}
resource "auth0_trigger_action" "b" {
  trigger   = "post-login"
  action_id = auth0_action.b.id
}
resource "auth0_trigger_action" "a" {
  trigger      = "post-login"
  action_id    = auth0_action.a.id
  display_name = "A: \${auth0_action.a.name}"
}`);
    expect(bindings).toEqual({
      'post-login': [
        { actionName: 'action-b', displayName: 'action-b' },
        { actionName: 'action-a', displayName: 'A: action-a' },
      ],
    });
    expect(openTriggers).toEqual(['post-login']);
  });

  it.each([
    ['actions {\n    id = var.of_another_module\n  }', 'main.tf:23', 'var.of_another_module'],
    ['dynamic "actions" {\n    for_each = var.all\n  }', 'main.tf:23', 'a dynamic block'],
  ])('are a whole list or none', (block, place, what) => {
    const { bindings, notes } = pull(`${ACTIONS}
resource "auth0_trigger_actions" "login" {
  trigger = "post-login"
  actions {
    id = auth0_action.a.id
  }
  ${block}
}`);
    expect(bindings).toEqual({});
    expect(notes).toEqual([
      `${place}: bindings of auth0_trigger_actions.login are left out: no Action in these files is ${what}.`,
    ]);
  });
});

describe('rules of Terraform', () => {
  it('are on unless they say that they are off', () => {
    const rule = (name: string, more: string) =>
      `resource "auth0_rule" "${name}" {\n  name = "${name}"\n  script = file("rule.js")\n${more}}\n`;
    const text = rule('a', '') + rule('b', 'enabled = false\n') + rule('c', 'enabled = var.on\norder = 7\n');
    const { rules, notes } = pull(text, { 'rule.js': 'code' });
    expect(rules.map(({ name, enabled, order }) => [name, enabled, order])).toEqual([
      ['a', true, 1],
      ['b', false, 2],
      ['c', true, 7],
    ]);
    expect(notes).toEqual([
      'main.tf:1: enabled of auth0_rule.a: it is not given; taken as true.',
      'main.tf:10: enabled of auth0_rule.c: it has no value in these files; taken as true.',
    ]);
  });

  it('are left out when their code cannot be told', () => {
    const text = 'resource "auth0_rule" "a" {\n  name = "a"\n  script = file("gone.js")\n}\n';
    expect(pull(text)).toMatchObject({
      rules: [],
      notes: ['main.tf:3: auth0_rule.a is left out for its script: there is no file gone.js.'],
    });
  });
});
