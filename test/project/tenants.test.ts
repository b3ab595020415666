import { describe, expect, it } from 'vitest';
import { keywordsOf } from '../../scripts/project/keywords.ts';
import { readProject } from '../../scripts/project/project.ts';
import { readTenantFile, tenantEnvironment, tenantNames } from '../../scripts/project/tenants.ts';
import { run } from '../support/context.ts';
import { writeJournal, writeReceipt } from '../../scripts/tenant/receipt.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';
import { projectCopy } from '../support/project.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

describe('readTenantFile', () => {
  it('reads domain and keywords', () => {
    const root = folder({ 'tenants/eu-prod.yaml': 'domain: acme.eu.auth0.com\nkeywords: { A: 1 }\n' });
    expect(readTenantFile(root, 'eu-prod')).toEqual({
      name: 'eu-prod',
      domain: 'acme.eu.auth0.com',
      keywords: { A: 1 },
    });
    expect(tenantNames(root)).toEqual(['eu-prod']);
  });

  it.each<[string, string, RegExp]>([
    ['../secret', '', /^"\.\.\/secret" is not the name of a tenant/],
    ['none', '', /^There is no tenants\/none\.yaml/],
    ['odd', "domain: ''\n", /^tenants\/odd\.yaml: domain is empty/],
    ['odd', "domain: ' '\n", /^tenants\/odd\.yaml: domain is empty/],
    ['odd', 'client_secret: hidden\n', /^tenants\/odd\.yaml: /],
  ])('refuses %s', async (name, text, message) => {
    const root = folder({ 'tenants/odd.yaml': text });
    expect((await problemOf(() => readTenantFile(root, name))).message).toMatch(message);
  });
});

describe('several tenants in one environment', () => {
  const env = {
    AUTH0_DOMAIN: 'other.auth0.com',
    AUTH0_CLIENT_ID: 'of all',
    AUTH0_CLIENT_SECRET: 'of all',
    EU_PROD_AUTH0_CLIENT_ID: 'of eu-prod',
    ENTRA_CLIENT_SECRET: 'of all',
    ENTRA_CLIENT_ID: 'of all',
    EU_PROD_ENTRA_CLIENT_ID: 'of eu-prod',
  };
  const file = { name: 'eu-prod', domain: 'acme.eu.auth0.com', keywords: {} };

  it('takes what is named for the tenant before what is there for all', () => {
    expect(tenantEnvironment(file, env)).toMatchObject({
      AUTH0_DOMAIN: 'acme.eu.auth0.com',
      AUTH0_CLIENT_ID: 'of eu-prod',
      AUTH0_CLIENT_SECRET: 'of all',
    });
  });

  it('takes keywords from its own variables, then its file, then the variables of all', () => {
    const root = projectCopy();
    const text =
      'domain: acme.eu.auth0.com\nkeywords: { ENTRA_CLIENT_ID: of file, ENTRA_TENANT_DOMAIN: of file }\n';
    writeFileSync(join(root, 'tenants/eu-prod.yaml'), text);
    const { keywords } = keywordsOf(readProject(root, env, undefined, 'eu-prod'));
    expect(
      ['ENTRA_CLIENT_ID', 'ENTRA_TENANT_DOMAIN', 'ENTRA_CLIENT_SECRET'].map((name) => keywords.get(name)),
    ).toEqual(['of eu-prod', 'of file', 'of all']);
    expect([...keywords.keys()].filter((name) => name.includes('AUTH0_'))).toEqual([]);
  });

  it('gives an embedded tenant nothing of the environment', () => {
    const root = projectCopy();
    writeFileSync(join(root, 'tenants/dev.yaml'), 'keywords: { ENTRA_CLIENT_ID: of file }\n');
    const project = readProject(root, env, undefined, 'dev');
    expect(project.target).toEqual({ kind: 'local' });
    expect(keywordsOf(project).keywords.has('ENTRA_CLIENT_SECRET')).toBe(false);
    expect(project.localStateDir).toBe(join(root, '.tenant/dev'));
  });
});

describe('Receipts of another tenant', () => {
  it.each(['plan', 'deploy', 'drift', 'rollback'])(
    'stop %s, as their ids are not those of this one',
    async (verb) => {
      const root = projectCopy();
      const nothing = { clients: {}, connections: {}, actions: {}, bindings: {}, rules: {} };
      const receipt = {
        version: 1,
        id: '2026-01-01',
        target: 'local',
        changes: [],
        before: nothing,
        after: nothing,
      };
      writeReceipt(join(root, '.tenant/local/receipts'), {
        ...receipt,
        version: 1,
        verb: 'deploy',
        actions: [],
        domain: 'a.eu.auth0.com',
      });
      expect(await run(root, [verb])).toMatchObject({
        code: 2,
        err: expect.stringMatching(
          /^error receipts-of-another: The Receipts of local are of a\.eu\.auth0\.com; it now is an embedded tenant\./,
        ),
      });
    },
  );

  it('stop a deploy that would end one of another tenant', async () => {
    const root = projectCopy();
    const nothing = { clients: {}, connections: {}, actions: {}, bindings: {}, rules: {} };
    const journal = {
      target: 'local',
      domain: 'a.eu.auth0.com',
      touched: [],
      before: nothing,
      left: nothing,
    };
    writeJournal(join(root, '.tenant/local/receipts'), journal);
    expect((await run(root, ['deploy'])).err).toContain('error receipts-of-another');
  });
});

describe('readProject', () => {
  it.each(['', ' '])('refuses a folder for state that has no name: "%s"', async (state) => {
    const root = projectCopy();
    expect(await problemOf(() => readProject(root, {}, state))).toMatchObject({ code: 'state-folder' });
    const { code, err } = await run(root, ['tenant', '--state', state, '--port', '0']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--state names no folder') });
  });
});
