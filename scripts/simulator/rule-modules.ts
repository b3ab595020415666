import { isNotFound, loadPackage, refuseOtherMajor, type Modules } from './packages.ts';

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

/** `require` as Rules had it: `name@version` takes what is installed; another major version counts as missing. */
export function ruleRequire(modules: Modules): (name: string) => unknown {
  return (wanted) => {
    const [, name = wanted, version, path = ''] = /^(@?[^@]+)@([^/]*)(.*)$/.exec(wanted) ?? [];
    if (version !== undefined) refuseOtherMajor(name, version, modules);
    return loadPackage(name + path, modules);
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
