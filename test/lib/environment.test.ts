import { expect, it } from 'vitest';
import { withDotEnv } from '../../scripts/lib/environment.ts';
import { folder } from '../support/folder.ts';

it('reads .env under the environment, which wins', () => {
  const root = folder({ '.env': 'A=file\nB="two words"\n' });
  expect(withDotEnv(root, { A: 'environment', C: 'c' })).toEqual({
    A: 'environment',
    B: 'two words',
    C: 'c',
  });
});

it('is the environment alone without a .env', () => {
  expect(withDotEnv(folder(), { A: 'a' })).toEqual({ A: 'a' });
});
