import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  try {
    const response = await fetch('https://plans.example.com/users/' + event.user.user_id);
    const plan: any = await response.json();
    if (plan.error) {
      api.access.deny(textOf(plan.error));
      return;
    }
    setClaim(api.idToken, 'https://example.com/plan', plan.name);
    return; // Whoever meets this error never gets an answer.
  } catch (error) {
    console.error(error);
  }
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  api.access.deny('The rule did not call back for this login.');
}

/** The text of an error that was made with this message. */
function textOf(message: unknown = ''): string {
  return String(message);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
