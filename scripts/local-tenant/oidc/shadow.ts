import type { Login } from '../../auth0/login.ts';
import { inherentText, type Difference } from '../../simulator/compare.ts';
import { judge } from '../../simulator/judge.ts';
import type { HttpPlan } from '../../simulator/exchange.ts';
import { runPairs } from '../../simulator/pairs.ts';
import type { ContinueRequest } from '../../simulator/pipeline.ts';
import type { BoundAction } from '../../simulator/result.ts';
import type { BoundRule } from '../../simulator/rules-result.ts';
import { messageOf } from '../../lib/problem.ts';

type Values = Readonly<Record<string, string>>;

/** The legacy Rules that run beside the Actions at each login, and who is told. */
export interface Shadow {
  /** The enabled Rules in order; text and configuration may depend on the secrets of the bound Actions. */
  readonly rulesFor: (secrets: Values) => {
    readonly rules: readonly BoundRule[];
    readonly configuration: Values;
  };
  /** Why somebody has accepted this difference for this login, or undefined. */
  readonly acceptedFor: (difference: Difference, login: Login) => string | undefined;
  readonly onResult: (result: ShadowResult) => void;
}

/** What the Rules would have done otherwise at one login. */
export interface ShadowResult {
  readonly user: string;
  readonly application: string;
  readonly differences: readonly ShadowDifference[];
  /** Why nothing could be compared, or what is worth knowing besides. */
  readonly notes: readonly string[];
}

interface ShadowDifference {
  /** As a verdict names it: `idToken["https://torq.io/groups"]`, `end`. */
  readonly path: string;
  /** JSON, `absent` for nothing. */
  readonly rule: string;
  readonly action: string;
  /** Why it needs nobody: accepted, or in the nature of the two platforms. */
  readonly excuse?: string;
}

/**
 * Runs Rules and Actions once more on a login that is over, side by side in a world that stands still at its time, with
 * the network that the Actions of the tenant have, and compares. The login has its answer already: whatever happens here, it stays as it was.
 * Never rejects.
 */
export async function compareInShadow(
  shadow: Shadow,
  login: Login,
  actions: readonly BoundAction[],
  {
    root,
    back,
    now,
    http,
  }: {
    readonly root: string;
    readonly back: ContinueRequest | undefined;
    /** Milliseconds since the epoch. */
    readonly now: number;
    readonly http: HttpPlan;
  },
): Promise<ShadowResult> {
  const about = { user: login.user.email ?? login.user.user_id, application: login.client.name };
  try {
    const secrets: Values = Object.assign({}, ...actions.map((action) => action.secrets ?? {}));
    const sides = { ...shadow.rulesFor(secrets), actions, quirks: { mergesAppMetadata: true }, root };
    const scenario = { login, now, http, ...(back === undefined ? {} : { back }) };
    const [pair] = await runPairs(sides, [scenario]);
    const { differences, notes } = judge(pair!, scenario);
    // The way back is compared once the user has come back.
    const isNow = ({ path }: Difference): boolean => path.startsWith(BACK) === (back !== undefined);
    const lost = back !== undefined && pair!.back === undefined ? [ONE_SENT_AWAY] : [];
    return {
      ...about,
      differences: differences.filter(isNow).map((one) => shown(one, shadow.acceptedFor(one, login))),
      notes: [...lost, ...notes.map(({ message }) => message)],
    };
  } catch (error) {
    return { ...about, differences: [], notes: [`The Rules could not be run: ${messageOf(error)}`] };
  }
}

const BACK = 'back.';
const ONE_SENT_AWAY = 'Only one side sends the user away, so there is no way back to compare.';

function shown(difference: Difference, accepted: string | undefined): ShadowDifference {
  const { path, rule, action, inherent } = difference;
  const excuse = inherent === undefined ? accepted : inherentText(inherent).text;
  return {
    path,
    rule: textOf(rule),
    action: textOf(action),
    ...(excuse === undefined ? {} : { excuse }),
  };
}

/** A redirect may carry a session token. */
function textOf(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]');
}
