import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './support/context.ts';
import { folder } from './support/folder.ts';
import { projectCopy } from './support/project.ts';

const EXPORT = {
  'tenant.yaml': `rules:
  - { name: Add country, script: ./rules/add-country.js, order: 1, enabled: true, stage: login_success }
  - { name: Block partners, script: ./rules/block-partners.js, order: 2, enabled: true, stage: login_success }
rulesConfigs:
  - { key: PARTNER_DOMAIN, value: not-to-be-seen.example }
`,
  'rules/add-country.js': `function addCountry(user, context, callback) {
  global.domainOf = function (email) { return (email || '').split('@')[1]; };
  if (context.request.geoip) {
    context.idToken['https://acme.example/country'] = context.request.geoip.country_name;
  }
  callback(null, user, context);
}
`,
  'rules/block-partners.js': `function blockPartners(user, context, callback) {
  var domain = global.domainOf(user.email);
  if (context.clientName === 'Payroll' && domain === configuration.PARTNER_DOMAIN) {
    return callback(new UnauthorizedError('Partners have no access to Payroll.'));
  }
  return callback(null, user, context);
}
`,
};

test('rules of an export become Actions that are proved and live, beside what was there', async () => {
  const root = projectCopy();
  const from = folder(EXPORT);
  expect(await run(root, ['pull', '--from', from])).toMatchObject({ code: 0 });

  const migrated = await run(root, ['migrate', '--declare']);
  expect(migrated).toMatchObject({ code: 0, err: '' });
  expect(migrated.out).toContain('Named in tenant.yaml: add-country, block-partners');

  const open = await run(root, ['deploy']);
  expect(open).toMatchObject({ code: 2, err: expect.stringContaining('needs the keyword PARTNER_DOMAIN') });
  const keywords = join(root, 'tenants/local.yaml');
  writeFileSync(keywords, `${readFileSync(keywords, 'utf8')}  PARTNER_DOMAIN: partner.example\n`);

  const unproved = await run(root, ['deploy']);
  expect(unproved).toMatchObject({
    code: 2,
    err: expect.stringContaining('add-country, block-partners have no passing verdict: it was not verified'),
  });
  const verified = await run(root, ['verify', '--logins', '300']);
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.out).toContain('Block partners -> block-partners (after Add country): EQUAL');
  expect(verified.out).toContain('chain of 3 Rules -> chain of 3 Actions: EQUAL');

  const chain = readFileSync(join(root, 'verdicts/chain.json'), 'utf8');
  rmSync(join(root, 'verdicts/chain.json'));
  expect((await run(root, ['deploy'])).err).toContain(
    'block-partners have no passing verdict: the chain of all Rules was not verified',
  );
  writeFileSync(join(root, 'verdicts/chain.json'), chain);
  const deployed = await run(root, ['deploy']);
  expect(deployed).toMatchObject({ code: 0 });
  expect(deployed.out).toContain(
    'post-login  torq-group-claims (version 1), then add-country (version 1), then block-partners (version 1)',
  );
  expect(deployed.out).toMatch(/Oscar Owner .* https:\/\/acme\.example\/country "\w+" +Owner$/m);
  expect(await run(root, ['plan'])).toMatchObject({ code: 0, err: '' });
}, 120_000);

test('an Action whose rule is enabled does not stay unbound without a word', async () => {
  const root = projectCopy();
  const path = join(root, 'tenant.yaml');
  const bound = readFileSync(path, 'utf8');
  writeFileSync(path, bound.replace(/\n +- \{ action_name: torq-group-claims[^}]*\}/, ' []'));
  expect((await run(root, ['plan'])).err).toContain(
    'Not bound to post-login in tenant.yaml, though the rule is enabled: torq-group-claims\n',
  );
});

test('an Action that tenant.yaml does not name is not deployed without a word', async () => {
  const root = projectCopy();
  writeFileSync(join(root, 'actions/left.ts'), 'export const onExecutePostLogin = async () => {};\n');
  expect((await run(root, ['plan'])).err).toContain('Not in tenant.yaml, so not deployed: left\n');
  rmSync(join(root, 'actions/left.ts'));
  expect((await run(root, ['plan'])).err).toBe('');
});
