import type { Web } from '../relying-party/web.ts';
import type { Connection } from '../tenant/management.ts';

/** One run of the post-login Actions, as the local tenant's log tells it. */
export interface PipelineRun {
  readonly id: string;
  readonly client: string;
  readonly user: string;
  readonly milliseconds: number;
  /** `allowed`, `denied`, `failed` or `suspended`, and why or where to. */
  readonly outcome: string;
  readonly reason: string;
  /** Claims that Auth0 leaves out of the ID token, and why. */
  readonly dropped: readonly { readonly name: string; readonly reason: string }[];
  readonly warnings: readonly string[];
  readonly actions: readonly ActionStep[];
  /** What the Actions asked the network for, without parameters: the status, or why there is no answer. */
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly answer: number | string;
  }[];
}

interface ActionStep {
  readonly action: string;
  readonly handler: string;
  readonly calls: readonly string[];
  readonly claims: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly console: readonly { readonly level: string; readonly text: string }[];
  readonly error?: { readonly name: string; readonly message: string };
}

interface Entry {
  readonly _id: string;
  readonly client_id: string;
  readonly user_id: string;
  readonly details: {
    readonly milliseconds: number;
    readonly pipeline: {
      readonly outcome: {
        readonly kind: string;
        readonly reason?: string;
        readonly by?: string;
        readonly target?: string;
      };
      readonly idToken: Pick<PipelineRun, 'dropped'>;
      readonly warnings: readonly { readonly action: string; readonly message: string }[];
      readonly runs: readonly ActionStep[];
      readonly requests: PipelineRun['requests'];
    };
  };
}

/** The runs of the tenant's log that are not among `known`, oldest first. */
export async function runsSince(
  connection: Connection,
  web: Web,
  known: ReadonlySet<string>,
): Promise<PipelineRun[]> {
  const answer = await web(`https://${connection.domain}/api/v2/logs?per_page=100`, {
    method: 'GET',
    redirect: 'manual',
    headers: { authorization: `Bearer ${connection.accessToken}` },
  });
  const text = await answer.text();
  if (answer.status !== 200)
    throw new Error(`the log of ${connection.domain} answers ${answer.status}: ${text}`);
  const entries = JSON.parse(text) as Entry[];
  return entries
    .filter(({ _id }) => !known.has(_id))
    .map(runOf)
    .toReversed();
}

function runOf({ _id, client_id, user_id, details: { milliseconds, pipeline } }: Entry): PipelineRun {
  const { outcome, idToken, warnings, runs, requests } = pipeline;
  const target =
    outcome.target !== undefined && URL.canParse(outcome.target) ? new URL(outcome.target) : undefined;
  // What follows the path may be a session token.
  const to = target ? target.origin + target.pathname : outcome.target;
  return {
    id: _id,
    client: client_id,
    user: user_id,
    milliseconds,
    outcome: outcome.kind,
    reason: outcome.reason ?? (to === undefined ? '' : `${outcome.by ?? ''} to ${to}`),
    dropped: idToken.dropped,
    warnings: warnings.map(({ action, message }) => `${action}: ${message}`),
    actions: runs,
    requests,
  };
}
