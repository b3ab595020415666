import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  try {
    const r = await fetch('https://a.example.com/');
    const body: any = await r.json();
    if (body.ok) return;
    if (body.error) {
      api.access.deny(new Error(body.error).message);
      return;
    }
  } catch (e) {
    console.error(e);
  }
  api.access.deny('The rule did not call back for this login.');
}
