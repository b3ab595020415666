import type { Context, Interaction } from 'oidc-provider';
import type { ContinueRequest } from '../../simulator/pipeline.ts';
import type { ActionsResult, BoundAction } from '../../simulator/result.ts';
import type { LoginFacts } from './login-of.ts';
import { Recent } from './recent.ts';

/** One authorization request, from its first step to the redirect back, over all the pages between. */
export interface Flow {
  /** The parameters as the application sent them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The Actions as they were bound when the pipeline began: a deploy does not change a login under way. */
  actions?: readonly BoundAction[];
  facts?: LoginFacts;
  result?: ActionsResult;
  /** The request with which the user came back from where an Action had sent them. */
  continued?: ContinueRequest;
  multifactorPassed?: boolean;
}

/** What the Actions decided about the tokens of one grant. */
interface TokenDecision {
  readonly result: ActionsResult | undefined;
  /** Scopes the application asked for. */
  readonly requested: readonly string[];
  readonly sessionId: string;
  readonly multifactor: boolean;
}

/** The logins under way and the tokens they may still fetch. */
export interface Flows {
  of(context: Context): Flow;
  ofInteraction(interaction: Interaction): Flow | undefined;
  /** Keeps the flow for the request that follows the interaction. */
  keep(context: Context, interaction: Interaction): Flow;
  readonly decisions: Recent<TokenDecision>;
  /** Id of a JWT access token to its grant: such a token is kept nowhere else. */
  readonly grants: Recent<string>;
}

export function newFlows(): Flows {
  const byContext = new WeakMap<Context, Flow>();
  const byRequest = new Recent<Flow>(1000);
  const flows: Flows = {
    of(context) {
      const known = byContext.get(context) ?? byRequest.get(context.oidc.entities.Interaction?.cid);
      const flow = known ?? { parameters: parametersOf(context) };
      byContext.set(context, flow);
      return flow;
    },
    ofInteraction: (interaction) => byRequest.get(interaction.cid),
    keep(context, interaction) {
      const flow = flows.of(context);
      byRequest.set(interaction.cid, flow);
      return flow;
    },
    decisions: new Recent<TokenDecision>(10_000),
    grants: new Recent<string>(10_000),
  };
  return flows;
}

function parametersOf({ query }: Context): Record<string, string> {
  const texts = Object.entries(query).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}
