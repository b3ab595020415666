import type { Command } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { isAsDeclared, liveLogin } from './project/live-login.ts';
import { projectOf, TENANT_OPTIONS } from './project/work.ts';
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
    ...TENANT_OPTIONS,
  ],
  async run(context, [email], options) {
    if (email === undefined)
      throw new Problem('login-email', 'Name the persona of torq.yaml who is to log in.');
    const project = projectOf(context, options);
    context.progress(`Logging ${email} in`);
    try {
      const login = await liveLogin(project, email, {
        application: options['application'] as string | undefined,
        flow: options['flow'] as 'code' | 'implicit' | undefined,
      });
      context.out(options['json'] ? JSON.stringify(login, null, 2) : loginText(login));
      return isAsDeclared(login) ? 0 : 1;
    } finally {
      await closeSandboxes();
    }
  },
};
