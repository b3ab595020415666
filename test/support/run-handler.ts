import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { recordingApi } from '../../scripts/auth0/api.ts';
import { newTransaction, type ApiCommand, type ApiHost } from '../../scripts/auth0/api-host.ts';
import { eventOf } from '../../scripts/auth0/event.ts';
import { login, type LoginOverrides } from '../../scripts/simulator/login.ts';

/** Calls an Action's handler with a simulated event and api, and returns the api calls it made, in order. */
export async function runHandler(
  handler: (event: Event, api: PostLoginAPI) => Promise<void>,
  overrides: LoginOverrides,
  secrets: Readonly<Record<string, string>>,
): Promise<ApiCommand[]> {
  const event = eventOf(login(overrides), secrets);
  const commands: ApiCommand[] = [];
  const host: ApiHost = {
    event,
    handler: 'onExecutePostLogin',
    state: newTransaction(),
    rulesExecuted: [],
    directory: { groups: [], roles: [] },
    record: (method, ...args) => void commands.push({ method, args: structuredClone(args) }),
    warn: (code, message) => {
      throw new Error(`${code}: ${message}`);
    },
    now: () => Date.parse('2026-01-15T09:00:00.000Z'),
  };
  await handler(event, recordingApi(host));
  return commands;
}
