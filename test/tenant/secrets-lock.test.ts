import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isSent, readSecretsLock, withSent, writeSecretsLock } from '../../scripts/tenant/secrets-lock.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const key = 'actions/a/SECRET';
const at = '2026-01-01T00:00:00.000Z';

it('remembers a value without holding it, for its owner alone', () => {
  const path = join(folder(), 'lock.json');
  writeSecretsLock(path, withSent(readSecretsLock(path), [{ key, value: 'hunter2', updatedAt: at }]));
  const lock = readSecretsLock(path);
  expect(isSent(lock, key, 'hunter2', at)).toBe(true);
  expect(isSent(lock, key, 'hunter3', at)).toBe(false);
  expect(isSent(lock, 'actions/b/SECRET', 'hunter2', at)).toBe(false);
  expect(readFileSync(path, 'utf8')).not.toContain('hunter2');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('does not trust a value that was changed on the tenant since', () => {
  const lock = withSent(readSecretsLock('/nowhere'), [{ key, value: 'hunter2', updatedAt: at }]);
  expect(isSent(lock, key, 'hunter2', '2026-01-02T00:00:00.000Z')).toBe(false);
});

it('salts: the same value has another hash in another lock', () => {
  const hash = () =>
    withSent(readSecretsLock('/nowhere'), [{ key, value: 'x', updatedAt: at }]).sent[key]!.hash;
  expect(hash()).not.toBe(hash());
});

it.each(['', '{', '[]', '{"salt":"short","sent":{}}'])('starts anew from a damaged lock: %j', (text) => {
  const lock = readSecretsLock(join(folder({ 'lock.json': text }), 'lock.json'));
  expect(lock.sent).toEqual({});
  expect(lock.salt).toHaveLength(64);
});

it('says so when it cannot be written', async () => {
  const path = join(folder({ file: 'x' }), 'file/lock.json');
  expect(await problemOf(() => writeSecretsLock(path, { salt: '', sent: {} }))).toMatchObject({
    code: 'state-unwritable',
    at: { file: path },
  });
});
