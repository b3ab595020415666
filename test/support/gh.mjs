// Stands in for `gh api` against a repository that is one JSON file, GH_STATE: comments, issues and labels. It knows the
// requests and flags that the workflows use, and fails at any other. Plain JavaScript, so that it starts at once.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** @typedef {Record<string, unknown>} Item */
/** @typedef {{ comments: Item[], issues: Item[], labels: Item[] }} State */

const [api, ...args] = process.argv.slice(2);
if (api !== 'api' || !process.env['GH_TOKEN']) throw new Error(`gh ${api}: not known, or without a token`);

/** @type {Record<string, string>} */
const options = { '--method': 'GET' };
/** @type {Item} */
const fields = {};
let address = '';
for (let at = 0; at < args.length; at += 1) {
  const [flag = '', value = ''] = args.slice(at, at + 2);
  if (flag === '--method' || flag === '--jq') options[flag] = value;
  else if (flag === '--field') setField(value);
  else if (flag === '--silent' || flag === '--paginate') options[flag] = 'yes';
  else if (flag.startsWith('-')) throw new Error(`gh api ${flag} is not known`);
  else address = flag;
  if (flag === '--method' || flag === '--jq' || flag === '--field') at += 1;
}

/** @param {string} field */
function setField(field) {
  const [name = '', ...rest] = field.split('=');
  const given = rest.join('=');
  const value = given.startsWith('@') ? readFileSync(given.slice(1), 'utf8') : given;
  const list = name.endsWith('[]') ? name.slice(0, -2) : undefined;
  if (list === undefined) fields[name] = value;
  else fields[list] = [.../** @type {string[]} */ (fields[list] ?? []), value];
}

const path = process.env['GH_STATE'] ?? '';
/** @type {State} */
const state = JSON.parse(readFileSync(path, 'utf8'));
const url = new URL(address.replace(/^repos\/acme\/auth0\//, 'https://api.github.example/'));

/** @param {Item[]} list @param {Item} [more] */
function create(list, more) {
  list.push({ ...more, ...fields });
  return list.at(-1);
}

/** @param {Item[]} list @param {string} key @param {string | undefined} id */
function change(list, key, id) {
  const item = list.find((one) => one[key] === Number(id));
  if (item === undefined) throw new Error(`There is no ${key} ${id}`);
  return Object.assign(item, fields);
}

/**
 * https://docs.github.com/rest/issues
 * @type {[method: string, path: RegExp, answer: (id: string | undefined) => unknown][]}
 */
const ROUTES = [
  ['GET', /^\/issues\/(\d+)\/comments$/, () => state.comments],
  ['POST', /^\/issues\/(\d+)\/comments$/, () => create(state.comments, { id: 100 + state.comments.length })],
  ['PATCH', /^\/issues\/comments\/(\d+)$/, (id) => change(state.comments, 'id', id)],
  ['GET', /^\/issues$/, () => state.issues.filter(isAsked)],
  ['POST', /^\/issues$/, () => create(state.issues, { number: 1 + state.issues.length, state: 'open' })],
  ['PATCH', /^\/issues\/(\d+)$/, (id) => change(state.issues, 'number', id)],
  ['POST', /^\/labels$/, () => create(state.labels)],
];

/** @param {Item} issue */
function isAsked(issue) {
  const label = url.searchParams.get('labels') ?? '';
  const labels = /** @type {string[]} */ (issue['labels']);
  return issue['state'] === url.searchParams.get('state') && labels.includes(label);
}

const route = ROUTES.find(([verb, pattern]) => verb === options['--method'] && pattern.test(url.pathname));
if (route === undefined) throw new Error(`gh api ${options['--method']} ${address} is not known`);
const body = route[2](route[1].exec(url.pathname)?.[1]);
writeFileSync(path, JSON.stringify(state));

/**
 * The filters that the workflows use: gh has jq built in, and this machine may have none.
 * @type {Record<string, (list: Item[]) => unknown[]>}
 */
const FILTERS = {
  '.[0].number // empty': (list) => list.slice(0, 1).map((one) => one['number']),
  '.[] | select(.body | startswith("<!-- auth0-plan -->")) | .id': (list) =>
    list.filter((one) => String(one['body']).startsWith('<!-- auth0-plan -->')).map((one) => one['id']),
};
const jq = options['--jq'];
if (jq !== undefined) {
  const filter = FILTERS[jq];
  if (filter === undefined) throw new Error(`gh api --jq ${jq} is not known`);
  const lines = filter(/** @type {Item[]} */ (body))
    .map((one) => `${String(one)}\n`)
    .join('');
  const real = spawnSync('jq', ['-r', jq], { input: JSON.stringify(body), encoding: 'utf8' });
  if (!real.error && real.stdout !== lines) throw new Error(`jq says ${real.stdout}, not ${lines}`);
  process.stdout.write(lines);
} else if (!options['--silent']) {
  process.stdout.write(JSON.stringify(body));
}
