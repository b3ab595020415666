import { describe, expect, it } from 'vitest';
import { CLIENT_FIELDS, CONNECTION_FIELDS } from '../../scripts/auth0/field-types.ts';
import { CREATE_CLIENT, UPDATE_CLIENT } from '../../scripts/local-tenant/resources/client-body.ts';
import {
  CREATE_CONNECTION,
  UPDATE_CONNECTION,
} from '../../scripts/local-tenant/resources/connection-body.ts';
import type { Plan } from '../../scripts/tenant/plan.ts';
import { run } from '../support/context.ts';
import { edit, seededProjects, stateOf } from '../support/seeded-project.ts';

const project = seededProjects();

describe('tenant.yaml', () => {
  it.each([
    [
      'ext_groups: true',
      'ext_groups:',
      'options.ext_groups of torq-entra-id takes true or false, and is null.',
    ],
    ['useCommonEndpoint: false', 'useCommonEndpoint: no', 'takes true or false, and is "no".'],
    ["'250'", '250', 'options.max_groups_to_retrieve of torq-entra-id takes a text, and is 250.'],
    [
      "callbacks: '@@TORQ_CALLBACKS@@'",
      'callbacks: https://app.torq.io/',
      'callbacks of Auth0 Torq takes a list',
    ],
    [
      '    jwt_configuration:\n      alg: RS256',
      '    jwt_configuration: RS256',
      'jwt_configuration of Auth0 Torq',
    ],
  ])('is refused with %s as %s, before anything is sent', async (from, to, message) => {
    const root = project();
    edit(root, 'tenant.yaml', (text) => text.replace(from, to));
    const { code, err } = await run(root, ['plan']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error field-type: [^]*at {3}tenant\.yaml:\d+/);
    expect(err).toContain(message);
  });

  it.each([
    ['      ext_groups: true', '      ext_group: true', 'ext_group of torq-entra-id', 'ext_groups'],
    ['    callbacks:', '    callback:', 'callback of Auth0 Torq', 'callbacks'],
    ['    display_name: Entra', '    displayname: Entra', 'displayname of torq-entra-id', 'display_name'],
  ])('is told of an unknown name: %s as %s', async (from, to, what, near) => {
    const root = project();
    edit(root, 'tenant.yaml', (text) => text.replace(from, to));
    const { dangers } = JSON.parse((await run(root, ['plan', '--json'])).out) as Plan;
    expect(dangers).toContainEqual({
      code: 'field-unknown',
      message: expect.stringMatching(
        new RegExp(
          `^(options\\.)?${what} is no field .*\\(tenant\\.yaml:\\d+\\)\\. Did you mean ${near}\\?$`,
        ),
      ) as string,
    });
  });

  it.each([
    [
      '    strategy: waad',
      '    strategy: oidc',
      'error strategy-fixed: torq-entra-id is of the strategy "waad"',
    ],
    ['    jwt_configuration:\n', '    jwt_configuration:\n      <<: { a: 1 }\n', 'error field-name:'],
    ['    jwt_configuration:\n', '    jwt_configuration:\n      __proto__: { a: 1 }\n', 'error field-name:'],
  ])('is refused with %s as %s', async (from, to, message) => {
    const root = project();
    const before = stateOf(root);
    edit(root, 'tenant.yaml', (text) => text.replace(from, to));
    const { code, err } = await run(root, ['deploy']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) as string });
    expect(stateOf(root)).toEqual(before);
  });
});

describe('the fields that are known', () => {
  it('are all that the local tenant takes', () => {
    const keys = (...schemas: { entries: object }[]) =>
      schemas.flatMap(({ entries }) => Object.keys(entries));
    expect(keys(CREATE_CLIENT, UPDATE_CLIENT).filter((key) => !CLIENT_FIELDS.has(key))).toEqual([]);
    expect(keys(CREATE_CONNECTION, UPDATE_CONNECTION).filter((key) => !CONNECTION_FIELDS.has(key))).toEqual(
      [],
    );
  });
});
