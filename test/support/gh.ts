import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './folder.ts';

/** A folder for PATH that holds one command, in sh. */
export function executable(name: string, script: string): string {
  const path = folder({ [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(join(path, name), 0o755);
  return path;
}

/** A `gh` for PATH, that keeps its repository in a JSON file. */
export function standInForGh(): {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  readonly state: () => GhState;
} {
  const path = executable('gh', `exec '${process.execPath}' '${join(import.meta.dirname, 'gh.mjs')}' "$@"`);
  const GH_STATE = join(path, 'state.json');
  writeFileSync(GH_STATE, JSON.stringify({ comments: [], issues: [], labels: [] }));
  return { path, env: { GH_STATE }, state: () => JSON.parse(readFileSync(GH_STATE, 'utf8')) as GhState };
}

interface GhState {
  readonly comments: readonly { readonly id: number; readonly body: string }[];
  readonly issues: readonly {
    readonly number: number;
    readonly state: string;
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }[];
}
