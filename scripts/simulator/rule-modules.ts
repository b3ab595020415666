import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { axiosPackage, requestPackage } from './request-package.ts';
import type { World } from './world.ts';

interface Modules {
  readonly world: World;
  /** Directory whose node_modules holds packages. */
  readonly root: string;
  /** Told the name of a package that is not installed. */
  readonly missing: (name: string) => void;
}

/** Names that older Rule sandboxes had without `require`, and the module behind each. */
const IMPLICIT: Readonly<Record<string, string>> = {
  _: 'lodash',
  async: 'async',
  bcrypt: 'bcrypt',
  crypto: 'crypto',
  ip: 'ip',
  jwt: 'jsonwebtoken',
  mongo: 'mongodb',
  mysql: 'mysql',
  pg: 'pg',
  q: 'q',
  querystring: 'querystring',
  request: 'request',
  uuid: 'uuid',
  xml2js: 'xml2js',
  xmldom: 'xmldom',
  xpath: 'xpath',
  xtend: 'xtend',
};

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

const requires = new Map<string, NodeJS.Require>();

/** `require` of a file in `root`. */
export function requireFrom(root: string): NodeJS.Require {
  const made = requires.get(root) ?? createRequire(join(root, 'package.json'));
  requires.set(root, made);
  return made;
}

/** `require` as Rules had it: `name@version` takes what is installed, the version apart. */
export function ruleRequire({ world, root, missing }: Modules): (name: string) => unknown {
  const fromRoot = requireFrom(root);
  return (wanted) => {
    const name = wanted.replace(/^(@?[^@]+)@[^/]*/, '$1');
    if (!IMMEDIATE.has(name.replace(/^node:/, ''))) world.usesBackground();
    if (isBuiltin(name)) return fromRoot(name);
    try {
      return fromRoot(name);
    } catch (error) {
      if (!isNotFound(error, name)) throw error;
      const emulated = EMULATED[name];
      if (emulated) return emulated(world);
      missing(name);
      throw error;
    }
  };
}

/** The implicit names that the code mentions, each loaded. One that is not installed is left out. */
export function implicitModules(code: string, modules: Modules): Record<string, unknown> {
  const require = ruleRequire({ ...modules, missing: () => undefined });
  const found: Record<string, unknown> = {};
  for (const [name, module] of mentioned(code)) {
    try {
      found[name] = require(module);
    } catch (error) {
      if (!isNotFound(error, module)) throw error;
    }
  }
  return found;
}

const mentions = new Map<string, readonly (readonly [name: string, module: string])[]>();

function mentioned(code: string): readonly (readonly [name: string, module: string])[] {
  const known = mentions.get(code);
  if (known) return known;
  const found = Object.entries(IMPLICIT).filter(([name]) =>
    new RegExp(`(?<![\\w$.'"\`])${name}\\s*[.(]`).test(code),
  );
  mentions.set(code, found);
  return found;
}

function isNotFound(error: unknown, name: string): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'MODULE_NOT_FOUND' && (message ?? '').includes(`'${name}'`);
}
