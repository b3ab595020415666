import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import * as v from 'valibot';
import { readIfExists } from '../lib/files.ts';
import { messageOf, Problem } from '../lib/problem.ts';

/** An npm package of an Action, as the Management API takes it. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
}

const Lockfile = v.object({
  packages: v.record(
    v.string(),
    v.object({
      version: v.optional(v.string()),
      dependencies: v.optional(v.record(v.string(), v.string())),
    }),
  ),
});
type Lockfile = v.InferOutput<typeof Lockfile>;

const BUILTIN = new Set(builtinModules);

/**
 * The npm packages that a bundle leaves to Auth0, with the versions of the lockfile in `root`, sorted by name; one that
 * `mayMiss` has no version where the lockfile does not hold it. Throws a Problem for a package that is not in the lockfile, and for one that is, or needs, a native add-on
 * (https://auth0.com/docs/customize/actions/manage-dependencies).
 */
export function dependenciesOf(
  metafile: Metafile,
  root: string,
  source: string,
  mayMiss: (name: string) => boolean,
): Dependency[] {
  const names = new Set(
    Object.values(metafile.outputs)
      .flatMap((output) => output.imports)
      .filter((imported) => imported.external && !isBuiltin(imported.path))
      .map((imported) => packageName(imported.path)),
  );
  if (names.size === 0) return [];
  const lockfile = readLockfile(root);
  return [...names].toSorted().map((name) => {
    const version = lockfile.packages[`node_modules/${name}`]?.version;
    if (version === undefined && mayMiss(name)) return { name, version: '' };
    if (version === undefined) {
      throw new Problem(
        'dependency-unknown',
        `The Action imports "${name}", which package-lock.json does not hold.`,
        {
          at: { file: source },
          hint: `Run: npm install --save-exact ${name}`,
        },
      );
    }
    refuseNative(name, lockfile, root, source);
    return { name, version };
  });
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || BUILTIN.has(specifier);
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function readLockfile(root: string): Lockfile {
  const path = join(root, 'package-lock.json');
  const text = readIfExists(path);
  const hint = 'Auth0 installs exact versions, which are taken from the lockfile. Run: npm install';
  if (text === undefined) {
    throw new Problem('lockfile-missing', 'There is no package-lock.json.', { at: { file: path }, hint });
  }
  try {
    return v.parse(Lockfile, JSON.parse(text));
  } catch (error) {
    throw new Problem('lockfile-broken', `package-lock.json cannot be read: ${messageOf(error)}`, {
      at: { file: path },
      hint,
      cause: error,
    });
  }
}

function refuseNative(name: string, lockfile: Lockfile, root: string, source: string): void {
  for (const { at, by } of installedClosure(name, lockfile)) {
    const folder = join(root, at);
    const evidence = nativeEvidence(folder);
    if (evidence === undefined) continue;
    throw new Problem(
      'dependency-native',
      `The Action imports "${by.join('" which needs "')}", a native add-on.`,
      {
        at: { file: source },
        hint: `Auth0 installs no native add-ons (found ${relative(root, evidence)}): use a package in plain JavaScript.`,
      },
    );
  }
}

/** The package's own place in node_modules and those of all it depends on, resolved as Node does, nearest first. */
function installedClosure(name: string, lockfile: Lockfile): { at: string; by: string[] }[] {
  const found: { at: string; by: string[] }[] = [];
  const queue = [{ name, from: '', by: [name] }];
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const at = resolveInstalled(next.name, next.from, lockfile);
    if (at === undefined || seen.has(at)) continue;
    seen.add(at);
    found.push({ at, by: next.by });
    for (const dependency of Object.keys(lockfile.packages[at]?.dependencies ?? {})) {
      queue.push({ name: dependency, from: at, by: [...next.by, dependency] });
    }
  }
  return found;
}

function resolveInstalled(name: string, from: string, lockfile: Lockfile): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (candidate in lockfile.packages) return candidate;
    if (folder === '') return undefined;
  }
}

function nativeEvidence(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  if (existsSync(join(folder, 'binding.gyp'))) return join(folder, 'binding.gyp');
  const addOn = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (file) => file.endsWith('.node') && !file.includes('node_modules'),
  );
  return addOn === undefined ? undefined : join(folder, addOn);
}
