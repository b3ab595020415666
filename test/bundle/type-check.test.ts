import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typeCheckActions } from '../../scripts/bundle/type-check.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const root = join(import.meta.dirname, '../..');
const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, module: 'nodenext', noEmit: true, types: [] },
  include: ['.'],
});

function project(source: string): string {
  const made = folder({
    'actions/a.ts': source,
    'actions/tsconfig.json': tsconfig,
    'package.json': '{"type":"module"}',
  });
  symlinkSync(join(root, 'node_modules'), join(made, 'node_modules'));
  return made;
}

it('passes the Actions of this repository', async () => {
  await expect(typeCheckActions(root)).resolves.toBeUndefined();
});

it('names the place of the first error', async () => {
  const source = `import type { Event } from '@auth0/actions/post-login/v3';\nexport const f = (event: Event): string => event.user['groups'];\n`;
  expect(await problemOf(() => typeCheckActions(project(source)))).toMatchObject({
    code: 'type-error',
    message: expect.stringContaining('TS2322'),
    at: { file: 'actions/a.ts', line: 2 },
  });
});

it('shows all errors when there are several', async () => {
  const problem = await problemOf(() =>
    typeCheckActions(project('export const a: number = "";\nexport const b: string = 1;\n')),
  );
  expect(problem.detail?.split('\n')).toHaveLength(2);
});

it('says that the project file is missing', async () => {
  expect((await problemOf(() => typeCheckActions(folder({ 'actions/a.ts': '' })))).code).toBe(
    'actions-tsconfig',
  );
});
