import { Problem } from '../lib/problem.ts';
import type { Connection } from './management.ts';

/** How often the builds are asked for, once auth0-deploy-cli waits for one. Milliseconds. */
const EVERY = 2_000;

/** A watch over the builds of the Actions that auth0-deploy-cli is deploying. */
interface BuildWatch {
  /** Aborted when a build has failed. */
  readonly failed: AbortSignal;
  /** To be told every line that auth0-deploy-cli logs. */
  readonly onLog: (line: string) => void;
  /** The failed build with its log, once `failed` is aborted. */
  readonly problem: () => Problem | undefined;
  readonly stop: () => void;
}

/**
 * auth0-deploy-cli asks an Action to be deployed until its build is done, for two minutes, and cannot tell a build
 * that failed from one that is slow. From its first wait on the builds are looked at beside it. Costs no request
 * when every build is done at once.
 */
export function watchBuilds(
  connection: Connection,
  names: readonly string[],
  hide: (text: string) => string,
): BuildWatch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let problem: Problem | undefined;
  let stopped = false;

  const look = async (): Promise<void> => {
    for (const actionName of names) {
      const [action] = (await connection.api.actions.list({ actionName })).data;
      if (stopped || action?.status !== 'failed') continue;
      const { errors = [] } = action as { readonly errors?: readonly { readonly msg?: string }[] };
      const log = errors.map((error) => hide(error.msg ?? '')).filter((text) => text !== '');
      problem = new Problem(
        'build-failed',
        `${connection.domain} could not build the Action ${actionName}.`,
        {
          ...(log.length === 0 ? {} : { detail: log.join('\n') }),
          hint: 'What was live before still runs. Correct the code or its npm packages and run again.',
        },
      );
      controller.abort();
      return;
    }
    if (!stopped) timer = setTimeout(lookOrLetBe, EVERY);
  };
  /** A look that fails says nothing about the build: auth0-deploy-cli goes on alone. */
  const lookOrLetBe = (): void => void look().catch(() => undefined);

  return {
    failed: controller.signal,
    onLog(line) {
      if (timer !== undefined || stopped || !line.includes('Waiting for build')) return;
      timer = setTimeout(lookOrLetBe, 0);
    },
    problem: () => problem,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
