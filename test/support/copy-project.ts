import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');
const PARTS = [
  'actions',
  'rules-legacy',
  'tenants',
  'types',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tenant.yaml',
  'verdicts',
  'torq.yaml',
];

export type Edits = Readonly<Record<string, (text: string) => string>>;

/** Copies this repository's project into an empty folder, with some of its files changed. */
export function copyProject(root: string, edits: Edits = {}): void {
  for (const part of PARTS) cpSync(join(REPOSITORY, part), join(root, part), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  for (const [path, edit] of Object.entries(edits)) {
    writeFileSync(join(root, path), edit(readFileSync(join(root, path), 'utf8')));
  }
}
