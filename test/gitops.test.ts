import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { run } from './support/context.ts';
import { meddle, olderVersion, seededProjects, stateOf } from './support/seeded-project.ts';
import { seed } from './support/seed.ts';

// Each deploy is a process of auth0-deploy-cli, which sleeps two seconds before it sends bindings.
vi.setConfig({ testTimeout: 90_000 });

const seeded = seededProjects();
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
const versionsOf = (root: string, tenant: string): number =>
  stateOf(root, tenant).actions[0]!.versions.length;

/** A project with two embedded tenants, dev and staging, both as tenant.yaml asks. */
async function project(): Promise<string> {
  const root = seeded();
  for (const tenant of ['dev', 'staging']) {
    cpSync(join(root, 'tenants/local.yaml'), join(root, `tenants/${tenant}.yaml`));
    await seed(root, { tenant });
  }
  return root;
}

describe('from a pull request to production and back, offline', () => {
  it('plans, reviews, deploys the plan, finds drift and rolls back, on one tenant of several', async () => {
    const root = await project();
    meddle(root, olderVersion, 'staging');

    // The pull request plans without the secrets of tenant.yaml.
    const keywords = read(root, 'tenants/staging.yaml');
    writeFileSync(join(root, 'tenants/staging.yaml'), keywords.replace(/.*ENTRA_CLIENT_SECRET.*\n/, ''));
    const flags = ['--tenant', 'staging', '--out', 'plan.json', '--markdown', 'plan.md'];
    expect((await run(root, ['plan', ...flags])).code).toBe(1);
    const comment = read(root, 'plan.md');
    expect(comment).toMatch(/^## Plan for staging: 1 to change, 3 unchanged\n/);
    expect(comment).toMatch(/^```diff\n {2}action {2}torq-group-claims {2}to change\n/m);
    expect(comment).toMatch(/^-.*console\.log\("older"\);$/m);
    expect(comment).toContain('| torq-entra-id options.client\\_secret | not compared |');

    // The merge deploys exactly this plan, on this tenant, with the secrets.
    writeFileSync(join(root, 'tenants/staging.yaml'), keywords);
    const plan = ['--plan', join(root, 'plan.json')];
    expect(await run(root, ['deploy', '--tenant', 'dev', ...plan])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error plan-target: The plan is for staging, and the target is dev\./),
    });
    expect((await run(root, ['deploy', '--tenant', 'staging', ...plan])).code).toBe(0);
    expect(versionsOf(root, 'staging')).toBe(2);
    expect(versionsOf(root, 'dev')).toBe(1);
    expect(existsSync(join(root, '.tenant/staging/receipts'))).toBe(true);
    expect(existsSync(join(root, '.tenant/dev/receipts'))).toBe(false);

    // Every night.
    const nightly = ['drift', '--tenant', 'staging', '--markdown', 'drift.md'];
    expect((await run(root, nightly)).code).toBe(0);
    meddle(root, (state) => (state.connections[0]!.options['ext_groups'] = false), 'staging');
    expect((await run(root, nightly)).code).toBe(1);
    expect(read(root, 'drift.md')).toMatch(/^## Drift of staging\n\n```diff\n[^]*ext_groups: true -> false/);

    // And by hand.
    expect((await run(root, ['rollback', '--tenant', 'staging', '--dry-run'])).code).toBe(1);
    expect((await run(root, ['rollback', '--tenant', 'staging'])).code).toBe(0);
    expect(stateOf(root, 'staging').actions[0]!.versions.at(-1)).toMatchObject({
      number: 3,
      code: expect.stringContaining("console.log('older')"),
    });
  });
});

describe('--all', () => {
  it('goes over every tenant but local, and reports together', async () => {
    const root = await project();
    meddle(root, olderVersion, 'staging');
    const { code, out } = await run(root, ['plan', '--all']);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^dev\n---\nTarget [^]*No changes[^]*\nstaging\n-------\nTarget [^]*torq-group-claims {2}to change/,
    );
    const json = JSON.parse((await run(root, ['plan', '--all', '--json'])).out);
    expect(Object.keys(json)).toEqual(['dev', 'staging']);
    expect(json.staging.changes).toContainEqual(expect.objectContaining({ type: 'actions', kind: 'update' }));

    expect((await run(root, ['deploy', '--all'])).code).toBe(0);
    expect((await run(root, ['drift', '--all'])).code).toBe(0);
    expect(versionsOf(root, 'staging')).toBe(2);
  });

  it('looks at the others when one cannot be read, and ends with 2', async () => {
    const root = await project();
    writeFileSync(join(root, 'tenants/dev.yaml'), 'keywords: {}\n');
    const { code, out } = await run(root, ['plan', '--all']);
    expect(code).toBe(2);
    expect(out).toMatch(/^dev\n---\nerror keyword-unresolved: [^]*\nstaging\n-------\nTarget [^]*No changes/);
    const json = JSON.parse((await run(root, ['plan', '--all', '--json'])).out);
    expect(json.dev).toMatchObject({ error: { code: 'keyword-unresolved', at: { file: 'tenant.yaml' } } });
    expect(json.staging).toHaveProperty('changes');
  });

  it('deploys to no tenant after one that failed', async () => {
    const root = await project();
    for (const tenant of ['dev', 'staging']) meddle(root, olderVersion, tenant);
    writeFileSync(join(root, 'tenants/dev.yaml'), 'keywords: {}\n');
    const { code, out } = await run(root, ['deploy', '--all']);
    expect(code).toBe(2);
    expect(out).not.toContain('staging');
    expect(versionsOf(root, 'staging')).toBe(1);
  });

  it('says so when there is no tenant, or one is named as well', async () => {
    const root = seeded();
    expect(await run(root, ['plan', '--all'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error tenants-missing/),
    });
    expect(await run(root, ['plan', '--all', '--tenant', 'local'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error all-and-one: --all and --tenant/),
    });
  });
});
