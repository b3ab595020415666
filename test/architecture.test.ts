import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Which folders of scripts/ a folder may import from, beside itself; verbs may import from all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  auth0: ['lib'],
  rule: ['auth0', 'lib'],
  codemod: ['rule', 'auth0', 'lib'],
  simulator: ['rule', 'auth0', 'lib'],
  bundle: ['auth0', 'lib'],
  tenant: ['bundle', 'auth0', 'lib'],
  'local-tenant': ['simulator', 'tenant', 'auth0', 'lib'],
  torq: ['auth0', 'lib'],
  'relying-party': ['lib'],
  project: [
    'bundle',
    'codemod',
    'local-tenant',
    'relying-party',
    'rule',
    'simulator',
    'tenant',
    'torq',
    'auth0',
    'lib',
  ],
  report: ['bundle', 'codemod', 'project', 'rule', 'simulator', 'tenant', 'torq', 'auth0', 'lib'],
};

const IMPORT = /^(?:import|export)\b[^'"]*?\bfrom\s+'([^']+)'|\bimport\('([^']+)'\)/gms;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?ts$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2]!);
}

/** `lib` for scripts/lib/x.ts; undefined for a verb, which lies in scripts/ itself. */
function folderOf(file: string): string | undefined {
  const [, first, second] = file.split('/');
  return second === undefined ? undefined : first;
}

describe('the architecture', () => {
  it('has no folder of scripts/ that is not in the table', () => {
    const folders = readdirSync(join(root, 'scripts'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map((entry) => entry.name).toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  it('takes the compiler from one place, where looking up a part of it costs nothing', () => {
    const direct = sources('scripts').filter((file) => importsOf(file).includes('ts-morph'));
    expect(direct).toEqual(['scripts/lib/ts.ts']);
  });

  it('has dependencies in one direction: verbs, nouns, auth0, lib', () => {
    const wrong = sources('scripts').flatMap((file) => {
      const from = folderOf(file);
      if (from === undefined) return [];
      return importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(root, resolve(root, dirname(file), specifier)))
        .filter((target) => {
          const to = folderOf(target);
          return (
            !target.startsWith('scripts/') ||
            to === undefined ||
            (to !== from && !MAY_IMPORT[from]!.includes(to))
          );
        })
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has Actions that import only actions/shared, packages and types', () => {
    const wrong = sources('actions').flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.') || specifier.includes('scripts'))
        .map((specifier) => relative(root, resolve(root, dirname(file), specifier)))
        .filter((target) => !target.startsWith('actions/shared/'))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('ends the process in cli.ts only, and the child processes it starts', () => {
    const own = new Set(['scripts/cli.ts']);
    const wrong = sources('scripts').filter(
      (file) =>
        !own.has(file) && /\bprocess\.(exit\(|exitCode\b)/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps files readable: half of them under 100 lines', () => {
    const lines = sources('scripts')
      .map((file) => readFileSync(join(root, file), 'utf8').split('\n').length)
      .toSorted((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(100);
  });
});
