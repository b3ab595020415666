import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { axiosPackage, requestPackage } from './request-package.ts';
import type { World } from './world.ts';

/** Where modules come from, and who is told about them. */
export interface Modules {
  readonly world: World;
  /** Directory whose node_modules holds packages. */
  readonly root: string;
  /** Told the name of a package that is not installed. */
  readonly missing: (name: string) => void;
}

/** Packages that are answered here when they are not installed. */
const EMULATED: Readonly<Record<string, (world: World) => unknown>> = {
  request: ({ network }) => requestPackage(network),
  axios: ({ network }) => axiosPackage(network),
  'node-fetch': () =>
    Object.assign((...args: Parameters<typeof fetch>) => fetch(...args), { default: fetch }),
};

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

/** Loads a Node module, or a package as it is installed, or the stand-in for one that is not. */
export function loadPackage(name: string, { world, root, missing }: Modules): unknown {
  if (!IMMEDIATE.has(name.replace(/^node:/, ''))) world.usesBackground();
  const load = (): unknown => requireFrom(root)(name);
  if (isBuiltin(name)) return world.loading(name, load);
  try {
    return world.loading(`${root} ${name}`, load);
  } catch (error) {
    if (!isNotFound(error, name)) throw error;
    const emulated = EMULATED[name];
    if (emulated) return emulated(world);
    missing(name);
    throw error;
  }
}

/** Tells of a package that is installed in another major version than the one that is asked for. */
export function refuseOtherMajor(name: string, version: string, { root, missing }: Modules): void {
  const installed = installedVersion(name, root);
  const major = (text: string): string | undefined => /\d+/.exec(text)?.[0];
  if (installed !== undefined && major(version) !== undefined && major(installed) !== major(version)) {
    missing(`${name}@${version}`);
  }
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
