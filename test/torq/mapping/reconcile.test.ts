import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { Problem } from '../../../scripts/lib/problem.ts';
import { openMappingApi, type MappingApi } from '../../../scripts/torq/mapping/api.ts';
import { applySteps, planMapping, stepText } from '../../../scripts/torq/mapping/reconcile.ts';
import { startStandIn, type StandInFaults } from '../../../scripts/torq/mapping/stand-in.ts';
import type { MappingRow } from '../../../scripts/torq/profile-schema.ts';
import { email, group, profileWith } from '../profiles.ts';
import { rowsWithOwner } from './arbitraries.ts';

const folder = mkdtempSync(join(tmpdir(), 'torq-mapping-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ROLES = ['Owner', 'Creator', 'Operator', 'Viewer'];
let files = 0;

/** A stand-in that holds these rows, for the length of `work`. */
async function withStandIn<T>(
  rows: readonly MappingRow[],
  faults: StandInFaults,
  work: (api: MappingApi, rowsNow: () => MappingRow[], reopen: () => Promise<MappingApi>) => Promise<T>,
): Promise<T> {
  const file = join(folder, `${(files += 1)}.json`);
  const stored = rows.map((row, index) => ({
    id: `id-${index}`,
    claim_name: row.claim,
    claim_value: row.value,
    role_id: `role-${row.role}`,
  }));
  writeFileSync(
    file,
    JSON.stringify({ roles: ROLES.map((name) => ({ id: `role-${name}`, name })), rows: stored }),
  );
  const rowsNow = (): MappingRow[] =>
    (JSON.parse(readFileSync(file, 'utf8')) as { rows: typeof stored }).rows.map((row) => ({
      claim: row.claim_name,
      value: row.claim_value,
      role: row.role_id.replace('role-', ''),
    }));
  const standIn = await startStandIn(file, ROLES, faults);
  try {
    return await work(await openMappingApi(standIn.access), rowsNow, () => openMappingApi(standIn.access));
  } finally {
    await standIn.close();
  }
}

async function reconcile(api: MappingApi, mapping: MappingRow[]): Promise<string[]> {
  const told: string[] = [];
  const plan = await planMapping(api, profileWith({ mapping }));
  await applySteps(api, plan, [...plan.steps, ...plan.removals], (text) => told.push(text));
  return told;
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw new Error(`expected a Problem, got ${String(error)}`);
}

const owner = email('olivia@contoso.com', 'Owner');
const soc = group('Soc', 'Creator');
const everyone = group('Everyone', 'Viewer');

describe('reconciling against the stand-in', () => {
  test('an empty mapping is filled in order, one told step a request', async () => {
    await withStandIn([], {}, async (api, rowsNow) => {
      expect(await reconcile(api, [owner, soc])).toEqual([
        'add     email = olivia@contoso.com -> Owner',
        'add     https://torq.io/groups = Soc -> Creator',
      ]);
      expect(rowsNow()).toEqual([owner, soc]);
      expect(await reconcile(api, [owner, soc])).toEqual([]);
    });
  });

  test('removals come last and are planned apart', async () => {
    await withStandIn([everyone, owner], {}, async (api) => {
      const plan = await planMapping(api, profileWith({ mapping: [owner, soc] }));
      expect(plan.steps.map(stepText)).toEqual([
        'add     https://torq.io/groups = Soc -> Creator',
        'move    email = olivia@contoso.com -> Owner, to rank 1',
        'move    https://torq.io/groups = Soc -> Creator, to rank 2',
      ]);
      expect(plan.removals.map(stepText)).toEqual(['remove  https://torq.io/groups = Everyone -> Viewer']);
    });
  });

  test('a vendor that puts new rows first is corrected at once', async () => {
    await withStandIn([owner], { placement: 'first' }, async (api, rowsNow) => {
      await reconcile(api, [owner, soc, everyone]);
      expect(rowsNow()).toEqual([owner, soc, everyone]);
    });
  });

  test('somebody else’s change between two steps stops it', async () => {
    await withStandIn([owner], {}, async (api, rowsNow, reopen) => {
      const plan = await planMapping(api, profileWith({ mapping: [owner, soc] }));
      const other = await reopen();
      await other.add({ claim: 'email', value: 'x@contoso.com', roleId: 'role-Viewer' });
      const problem = await problemOf(applySteps(api, plan, plan.steps, () => {}));
      expect(problem.code).toBe('torq-mapping-moved');
      expect(problem.detail).toContain('email = x@contoso.com -> Viewer');
      expect(rowsNow()).toHaveLength(2);
    });
  });
});

describe('whatever is there and wanted', () => {
  const cuts = fc.record({ at: fc.integer({ min: 1, max: 12 }), when: fc.constantFrom('before', 'after') });

  test('cut at any request, an e-mail to Owner row is there at every moment, and the next run ends as wanted', async () => {
    await fc.assert(
      fc.asyncProperty(rowsWithOwner, rowsWithOwner, cuts, async (current, desired, cut) => {
        let watch = (): void => {};
        let armed = true;
        const faults: StandInFaults = {
          cut(write) {
            watch();
            return armed && write === cut.at ? cut.when : undefined;
          },
        };
        await withStandIn(current, faults, async (api, rowsNow) => {
          watch = () =>
            expect(rowsNow().some((row) => row.claim === 'email' && row.role === 'Owner')).toBe(true);
          const failed = await reconcile(api, desired).then(
            () => undefined,
            (error: unknown) => error,
          );
          if (failed !== undefined) expect(failed).toMatchObject({ code: 'torq-unreachable' });
          watch();
          armed = false;
          await reconcile(api, desired);
          watch();
          expect(rowsNow()).toEqual(desired);
        });
      }),
      { seed: 30, numRuns: 40 },
    );
  });
});

describe('what the API refuses is one clear Problem', () => {
  test('an unknown role', async () => {
    await withStandIn([], {}, async (api) => {
      const problem = await problemOf(
        planMapping(api, profileWith({ mapping: [owner, group('A', 'Admin')] })),
      );
      expect(problem).toMatchObject({ code: 'torq-role', message: 'The workspace has no role "Admin".' });
    });
  });

  test('a mapping without an Owner’s e-mail, unless somebody verified single sign-on', async () => {
    await withStandIn([], {}, async (api) => {
      const problem = await problemOf(planMapping(api, profileWith({ mapping: [soc] })));
      expect(problem.code).toBe('torq-ownerless');
      const verified = { by: 'mia.member@contoso.com', at: '2026-11-20' };
      const plan = await planMapping(api, profileWith({ mapping: [soc], verified }));
      expect(plan.steps).toHaveLength(1);
    });
  });

  test('no list of roles: the way out is named', async () => {
    await withStandIn([], { refuse: { method: 'GET', status: 404 } }, async (api) => {
      const problem = await problemOf(planMapping(api, profileWith({ mapping: [owner] })));
      expect(problem).toMatchObject({
        code: 'torq-roles',
        hint: expect.stringContaining('roleIds') as string,
      });
    });
  });

  test('an API key without the right to write users', async () => {
    await withStandIn([], { refuse: { method: 'POST', status: 403 } }, async (api) => {
      const problem = await problemOf(reconcile(api, [owner]));
      expect(problem).toMatchObject({
        code: 'torq-refused',
        hint: expect.stringContaining('user.write') as string,
      });
    });
  });

  test('no list of roles: their ids come from the profile', async () => {
    await withStandIn([], {}, async (api) => {
      const roles = (): Promise<never> => Promise.reject(new Problem('torq-roles', 'no list'));
      const roleIds = { Owner: 'role-Owner' };
      const plan = await planMapping({ ...api, roles }, profileWith({ mapping: [owner], roleIds }));
      expect(plan.roleIds).toEqual(roleIds);
    });
  });

  test('no removal: everything else is done, and the way out is named', async () => {
    await withStandIn([everyone], { refuse: { method: 'DELETE', status: 405 } }, async (api, rowsNow) => {
      const problem = await problemOf(reconcile(api, [owner]));
      expect(problem.code).toBe('torq-remove');
      expect(rowsNow()).toEqual([owner, everyone]);
    });
  });

  test('a busy API is asked again for what can be repeated', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      const busy = request.url?.includes('claim_mappings') === true && asked < 4;
      response.writeHead(busy ? 429 : 200, { 'retry-after': '0' });
      response.end(JSON.stringify({ access_token: 'x', claim_mappings: [] }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const api = await openMappingApi({ apiUrl: url, authUrl: url, clientId: 'a', clientSecret: 'b' });
    expect(await api.list()).toEqual([]);
    expect(asked).toBe(4);
    await new Promise((done) => server.close(done));
  });

  test('a wrong API key, an unreachable host, an answer in another form', async () => {
    await withStandIn([], {}, async () => {});
    const file = join(folder, 'key.json');
    const standIn = await startStandIn(file, ROLES);
    const wrong = openMappingApi({ ...standIn.access, clientSecret: 'wrong' });
    expect((await problemOf(wrong)).code).toBe('torq-credentials');
    await standIn.close();
    const gone = await problemOf(openMappingApi(standIn.access));
    expect(gone.code).toBe('torq-unreachable');
    expect(gone.message).toMatch(/does not answer/u);
  });

  test('a damaged state file of the stand-in', async () => {
    const file = join(folder, 'damaged.json');
    writeFileSync(file, '{"rows": 1}');
    expect((await problemOf(startStandIn(file, ROLES))).code).toBe('torq-stand-in');
  });
});
