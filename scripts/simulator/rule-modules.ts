import { isNotFound, loadPackage, type Modules } from './packages.ts';

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

/** The implicit names that the code mentions, and the module behind each. One that is not installed is left out. */
export function implicitNames(
  code: string,
  modules: Modules,
): readonly (readonly [name: string, module: string])[] {
  return Object.entries(IMPLICIT).filter(
    ([name, module]) => new RegExp(`(?<![\\w$.'"\`])${name}\\s*[.(]`).test(code) && isThere(module, modules),
  );
}

function isThere(module: string, modules: Modules): boolean {
  try {
    loadPackage(module, { ...modules, missing: () => undefined });
    return true;
  } catch (error) {
    if (!isNotFound(error, module)) throw error;
    return false;
  }
}
