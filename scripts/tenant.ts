import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command, Context } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { readYaml } from './lib/yaml.ts';
import { parseFaults } from './local-tenant/faults.ts';
import type { FaultInput } from './local-tenant/faults.ts';
import { parseNetwork } from './local-tenant/network.ts';
import type { Persona } from './local-tenant/oidc/people.ts';
import type { Shadow, ShadowResult } from './local-tenant/oidc/shadow.ts';
import { startLocalTenant } from './local-tenant/server.ts';
import { peopleOf } from './project/people.ts';
import { refuseNoFolder } from './project/project.ts';
import { shadowOf } from './project/shadow-rules.ts';
import { readRules } from './rule/read.ts';
import type { HttpPlan } from './simulator/exchange.ts';
import { readTorqProfile } from './torq/profile.ts';

const DEFAULT_PORT = 8443;
const DEFAULT_STATE = '.tenant';
const DEFAULT_PEOPLE = 'torq.yaml';

/** `npm run tenant`: the embedded local tenant in the foreground, until Ctrl-C. */
export const command: Command = {
  options: [
    {
      flags: '--port <port>',
      description: `port to listen on, 0 for any free one (default ${DEFAULT_PORT})`,
    },
    { flags: '--state <dir>', description: `folder of the tenant's state (default ${DEFAULT_STATE})` },
    {
      flags: '--people <file>',
      description: `profile whose personas can sign in (default ${DEFAULT_PEOPLE}, where there is one)`,
    },
    {
      flags: '--shadow',
      description: 'run the rules of rules-legacy/ beside the Actions at each login and tell what differs',
    },
    {
      flags: '--play-redirects',
      description: 'play the pages that Actions redirect to, instead of sending the browser there',
    },
    {
      flags: '--network <file>',
      description: 'YAML list of what the network answers to Actions; anything else is refused',
    },
    { flags: '--faults <file>', description: 'YAML list of what goes wrong: answers, delays, cuts, builds' },
  ],
  async run(context, _args, options) {
    refuseNoFolder(options['state']);
    const stateDir = resolve(
      context.cwd,
      typeof options['state'] === 'string' ? options['state'] : DEFAULT_STATE,
    );
    const faultsFile = typeof options['faults'] === 'string' ? options['faults'] : undefined;
    const faults = faultsFile === undefined ? [] : readFaults(context.cwd, faultsFile);
    const networkFile = typeof options['network'] === 'string' ? options['network'] : undefined;
    const network = networkFile === undefined ? {} : readNetwork(context.cwd, networkFile);
    const personas = readPeople(context.cwd, options['people']);
    const shadow = options['shadow'] === true ? readShadow(context) : undefined;
    const tenant = await startLocalTenant({
      stateDir,
      port: parsePort(options['port']),
      faults,
      network,
      personas,
      root: context.cwd,
      playRedirects: options['playRedirects'] === true,
      ...(shadow === undefined ? {} : { shadow }),
    });
    const rows = [
      ['local tenant', `https://${tenant.domain}/`],
      ['state', stateDir],
      ['certificate', tenant.certificatePath],
      ['client id', tenant.clientId],
      ['client secret', `in ${join(stateDir, 'state.json')}, at clients[0].client_secret`],
      ['people', `${personas.length} can sign in`],
      ['shadow', shadow === undefined ? '' : 'the rules of rules-legacy/ run beside the Actions'],
      ['redirects', options['playRedirects'] === true ? 'of Actions are played by a page of the tenant' : ''],
      ['network', networkFile === undefined ? 'closed to Actions' : `answers to Actions from ${networkFile}`],
      ['faults', faults.length === 0 ? '' : `${faults.length} declared in ${faultsFile}`],
      ['', ''],
      ['a0deploy', `set AUTH0_DOMAIN=${tenant.domain}, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET and`],
      ['', `NODE_EXTRA_CA_CERTS=${tenant.certificatePath}`],
      ['sign in', `issuer https://${tenant.domain}/, from any application of the tenant`],
      ['curl', `--cacert ${tenant.certificatePath} https://${tenant.domain}/api/v2/...`],
    ] as const;
    const shown = rows.filter(([label, text]) => label === '' || text !== '');
    const lines = shown.map(([label, text]) => `${label.padEnd(15)}${text}`.trimEnd());
    context.out([...lines, '', 'Ctrl-C stops it.'].join('\n'));
    await aborted(context.signal);
    await tenant.close();
    return 0;
  },
};

function readShadow(context: Context): Shadow {
  const { rules, problems } = readRules(['rules-legacy'], context.cwd);
  if (problems[0] !== undefined) throw problems[0];
  return { ...shadowOf(context.cwd, rules), onResult: (result) => context.out(shadowText(result)) };
}

/** One login, one line; below it what the legacy rules would have done otherwise. */
function shadowText({ user, application, differences, notes }: ShadowResult): string {
  const open = differences.filter(({ excuse }) => excuse === undefined);
  const verdict =
    open.length > 0 ? 'DIFFERS from the rules' : `as the rules${differences.length > 0 ? ', but for' : ''}`;
  return [
    `shadow  ${user}, ${application}: ${verdict}`,
    ...differences.map(
      ({ path, rule, action, excuse }) =>
        `  ${path}: rule ${rule}, action ${action}${excuse === undefined ? '' : `\n    ${excuse}`}`,
    ),
    ...notes.map((note) => `  ${note}`),
  ].join('\n');
}

function parsePort(value: unknown): number {
  if (typeof value !== 'string') return DEFAULT_PORT;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new Problem('local-tenant-port', `--port is "${value}", which is not a port.`, {
      hint: 'Use a whole number from 0 to 65535.',
    });
  }
  return port;
}

/** Without a profile nobody can sign in, which is enough for the Management API. */
function readPeople(cwd: string, file: unknown): readonly Persona[] {
  const path = resolve(cwd, typeof file === 'string' ? file : DEFAULT_PEOPLE);
  return file === undefined && !existsSync(path) ? [] : peopleOf(readTorqProfile(path));
}

function readFaults(cwd: string, file: string): readonly FaultInput[] {
  const hint = 'Give --faults a YAML file with a list of faults, or leave it out.';
  const yaml = readYaml(resolve(cwd, file), file, hint);
  return parseFaults(yaml.content(), (path) => yaml.locatePath(path));
}

function readNetwork(cwd: string, file: string): HttpPlan {
  const hint = 'Give --network a YAML file with a list of exchanges, or leave it out.';
  const yaml = readYaml(resolve(cwd, file), file, hint);
  return parseNetwork(yaml.content(), (path) => yaml.locatePath(path));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
