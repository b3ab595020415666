import { expect, it } from 'vitest';
import { releaseEsbuild, transform } from '../../scripts/lib/esbuild.ts';

it('answers a call that was under way when somebody else was done, and one after', async () => {
  const pending = transform('let a: number = 1', { loader: 'ts' });
  await releaseEsbuild();
  expect((await pending).code).toContain('let a = 1');
  await releaseEsbuild();
  expect((await transform('let b: number = 2', { loader: 'ts' })).code).toContain('let b = 2');
}, 10_000);
