import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { standInFor } from './stand-ins.ts';
import type { World } from './world.ts';

/** Where modules come from, and who is told about them. */
export interface Modules {
  readonly world: World;
  /** Directory whose node_modules holds packages. */
  readonly root: string;
  /** Told the name of a package that is not installed. */
  readonly missing: (name: string) => void;
}

/** Modules that do all they do inside this thread, at once. */
const IMMEDIATE = new Set([
  'assert',
  'buffer',
  'events',
  'http',
  'https',
  'path',
  'querystring',
  'url',
  'util',
]);

/**
 * Loads a Node module, or a package as it is installed, or the stand-in for one that is not. Another major version than
 * the wanted one counts as not installed.
 */
export function loadPackage(name: string, modules: Modules, version = ''): unknown {
  const { world, root, missing } = modules;
  if (!IMMEDIATE.has(name.replace(/^node:/, ''))) world.usesBackground();
  const load = (): unknown => requireFrom(root)(name);
  if (isBuiltin(name)) return world.loading(name, load);

  const wanted = majorOf(version);
  const installed = majorOf(installedVersion(ownerOf(name), root) ?? '');
  const isOther = wanted !== undefined && installed !== undefined && wanted !== installed;
  const asked = version === '' ? name : `${name}@${version}`;
  const standIn = standInFor(name, wanted);
  if (standIn !== undefined && (installed === undefined || isOther)) {
    const loadOther = (other: string): unknown => requirePackage(other, modules);
    return standIn({
      world,
      load: loadOther,
      unknown: (what) => missing(`${asked} (of its stand-in: ${what})`),
    });
  }
  if (isOther) missing(asked);
  try {
    return world.loading(`${root} ${name}`, load);
  } catch (error) {
    if (isNotFound(error, name)) missing(name);
    throw error;
  }
}

/** `require` as Rules had it: `name@version`. */
export function requirePackage(wanted: string, modules: Modules): unknown {
  const [, name = wanted, version, path = ''] = /^(@?[^@]+)@([^/]*)(.*)$/.exec(wanted) ?? [];
  return loadPackage(name + path, modules, version);
}

/** The package that a path lies in: `lodash` of `lodash/get`. */
export function ownerOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

function majorOf(version: string): number | undefined {
  const major = /\d+/.exec(version)?.[0];
  return major === undefined ? undefined : Number(major);
}

const versions = new Map<string, string | undefined>();

function installedVersion(name: string, root: string): string | undefined {
  const key = `${root} ${name}`;
  if (!versions.has(key)) versions.set(key, readVersion(name, root));
  return versions.get(key);
}

function readVersion(name: string, folder: string): string | undefined {
  const path = join(folder, 'node_modules', name, 'package.json');
  if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version;
  return dirname(folder) === folder ? undefined : readVersion(name, dirname(folder));
}

const requires = new Map<string, NodeJS.Require>();

function requireFrom(root: string): NodeJS.Require {
  const made = requires.get(root) ?? createRequire(join(root, 'package.json'));
  requires.set(root, made);
  return made;
}

/** Whether the error says that this very package is not there. */
export function isNotFound(error: unknown, name: string): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'MODULE_NOT_FOUND' && (message ?? '').includes(`'${name}'`);
}
