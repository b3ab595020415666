import type { Command } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { isAsDeclared, liveLogin } from './project/live-login.ts';
import { projectOf, TENANT_OPTIONS, type Options } from './project/work.ts';
import type { WayBack } from './relying-party/sign-in.ts';
import { loginText } from './report/login-text.ts';
import { closeSandboxes } from './simulator/sandbox.ts';

/** Logs a persona of torq.yaml in on the local tenant, as a browser and a real client do. */
export const command: Command = {
  arguments: '<email>',
  options: [
    {
      flags: '--application <name>',
      description: 'the application to log in to (default: that of torq.yaml)',
    },
    {
      flags: '--flow <flow>',
      description: 'code (with PKCE) or implicit (default: that of torq.yaml)',
      choices: ['code', 'implicit'],
    },
    {
      flags: '--continue <name=value...>',
      description: 'what the page that an Action redirects to gives back, in the address',
    },
    { flags: '--continue-post', description: '... in a form instead' },
    {
      flags: '--continue-token <name>',
      description: '... in a token of this name, signed as the Action expects it, in a form',
    },
    ...TENANT_OPTIONS,
  ],
  async run(context, [email], options) {
    if (email === undefined)
      throw new Problem('login-email', 'Name the persona of torq.yaml who is to log in.');
    const project = projectOf(context, options);
    const back = wayBack(options);
    context.progress(`Logging ${email} in`);
    try {
      const login = await liveLogin(project, email, {
        application: options['application'] as string | undefined,
        flow: options['flow'] as 'code' | 'implicit' | undefined,
        back,
      });
      if (back !== undefined && login.runs.every(({ outcome }) => outcome !== 'suspended')) {
        context.err('No Action has sent the user away, so nothing was given back.');
      }
      context.out(options['json'] ? JSON.stringify(login, null, 2) : loginText(login));
      return isAsDeclared(login) ? 0 : 1;
    } finally {
      await closeSandboxes();
    }
  },
};

/** What the options say of the way back from a redirect; undefined when they say nothing. */
function wayBack(options: Options): WayBack | undefined {
  const given = options['continue'] as readonly string[] | undefined;
  const token = options['continueToken'] as string | undefined;
  const posted = options['continuePost'] === true;
  if (given === undefined && token === undefined && !posted) return undefined;
  const parameters = Object.fromEntries((given ?? []).map(parameterOf));
  if (token !== undefined) return { parameters, by: 'token', token };
  return { parameters, by: posted ? 'form' : 'query' };
}

function parameterOf(text: string): [name: string, value: string] {
  const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new Problem('login-continue', `"${text}" is no parameter.`, {
    hint: 'Write --continue name=value; several follow each other, after the e-mail.',
  });
}
