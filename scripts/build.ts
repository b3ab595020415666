import type { Command } from './lib/command.ts';
import { buildActions } from './project/build.ts';
import { bundleTable } from './report/text.ts';

/** Type-checks and bundles the Actions into dist/actions. */
export const command: Command = {
  options: [{ flags: '--json', description: 'print the bundles as JSON, without their code' }],
  async run(context, _args, options) {
    const bundles = await buildActions(context.cwd);
    context.out(
      options['json']
        ? JSON.stringify(
            bundles.map(({ code: _, ...bundle }) => bundle),
            null,
            2,
          )
        : bundleTable(bundles),
    );
    return 0;
  },
};
