import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initialState } from '../../scripts/local-tenant/initial-state.ts';
import { openStore, readState } from '../../scripts/local-tenant/store.ts';
import { seededRandom, temporaryFolder } from './harness.ts';

const make = () => initialState('localhost:1', seededRandom(1));

describe('the store', () => {
  test('makes the file, readable for its owner alone, and reads it back', async () => {
    const path = join(temporaryFolder(), 'state.json');
    const store = await openStore(path, make);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    store.update((draft) => void draft.rulesConfigs.push({ key: 'a', value: 'b' }));
    const again = await openStore(path, () => Promise.reject(new Error('not asked for')));
    expect(again.read()).toEqual(store.read());
    expect(again.read().rulesConfigs).toEqual([{ key: 'a', value: 'b' }]);
  });

  test('a change that throws is in neither memory nor file', async () => {
    const path = join(temporaryFolder(), 'state.json');
    const store = await openStore(path, make);
    const before = readFileSync(path, 'utf8');
    expect(() =>
      store.update((draft) => {
        draft.clients = [];
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.read().clients).toHaveLength(2);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, -20), 'it is not JSON'],
    ['empty', () => '', 'it is not JSON'],
    ['of another version', (text: string) => text.replace('"version":1', '"version":2'), 'version'],
    ['without clients', (text: string) => text.replace('"clients"', '"klients"'), 'clients'],
    ['a list', () => '[]', 'version'],
  ])('a file that is %s is a Problem and is left alone', async (_what, damage, reason) => {
    const path = join(temporaryFolder(), 'state.json');
    await openStore(path, make);
    const damaged = damage(readFileSync(path, 'utf8'));
    writeFileSync(path, damaged);
    const problem = await openStore(path, make).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      name: 'Problem',
      code: 'local-tenant-state-damaged',
      message: expect.stringContaining(reason),
      at: { file: path },
      hint: expect.stringContaining('move the file away'),
    });
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });

  test('a folder in its place is a Problem too', async () => {
    const folder = temporaryFolder();
    await expect(openStore(folder, make)).rejects.toMatchObject({ code: 'local-tenant-state-damaged' });
  });

  test('what a kill left half-written is removed, and nothing else', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'state.json');
    await openStore(path, make);
    writeFileSync(`${path}.123.abcd.tmp`, '{');
    writeFileSync(`${path}.copy`, 'mine');
    await openStore(path, make);
    expect(readdirSync(folder).toSorted()).toEqual(['state.json', 'state.json.copy']);
    expect(readState(path)?.version).toBe(1);
  });
});
