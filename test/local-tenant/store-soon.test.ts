import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { initialState } from '../../scripts/local-tenant/initial-state.ts';
import { openStore } from '../../scripts/local-tenant/store.ts';
import { seededRandom, temporaryFolder } from './harness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function open() {
  const folder = temporaryFolder();
  const path = join(folder, 'state.json');
  const store = await openStore(path, () => initialState('localhost:1', seededRandom(1)));
  const domain = () => (JSON.parse(readFileSync(path, 'utf8')) as { domain: string }).domain;
  return {
    folder,
    store,
    domain,
    move: (to: string) => store.updateSoon((state) => ({ ...state, domain: to })),
  };
}

test('a change that may wait is in memory at once and on the disk a moment later', async () => {
  const { store, domain, move } = await open();
  const before = store.read();
  move('localhost:2');
  expect(store.read().domain).toBe('localhost:2');
  expect(before.domain).toBe('localhost:1');
  expect(domain()).toBe('localhost:1');
  vi.runAllTimers();
  expect(domain()).toBe('localhost:2');
});

test('it goes with the next change that may not wait, or with a flush', async () => {
  const { store, domain, move } = await open();
  move('localhost:2');
  store.update((draft) => void (draft.users = []));
  expect(domain()).toBe('localhost:2');
  move('localhost:3');
  store.flush();
  expect(domain()).toBe('localhost:3');
  expect(vi.getTimerCount()).toBe(0);
});

test('a disk that refuses is told to the next change that may not wait', async () => {
  const { folder, store, domain, move } = await open();
  const path = join(folder, 'state.json');
  move('localhost:2');
  rmSync(path);
  mkdirSync(path);
  vi.runAllTimers();
  expect(() => store.update(() => undefined)).toThrow('cannot be written');
  rmSync(path, { recursive: true });
  store.update(() => undefined);
  expect(domain()).toBe('localhost:2');
});
