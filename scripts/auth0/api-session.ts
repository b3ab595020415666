import type { ApiHost } from './api-host.ts';
import { requireText } from './api-host.ts';
import { tokenMetadataMethods } from './api-metadata.ts';

/** `api.session` and `api.refreshToken`. */
export function sessionMethods(host: ApiHost): Record<string, object> {
  return {
    session: {
      ...tokenMetadataMethods(host, 'session'),
      revoke(reason: unknown, options?: unknown): void {
        if (!host.event.session?.id) throw new Error('api.session.revoke: there is no session');
        requireText(host, 'api.session.revoke', 'the reason', reason, 'revokeReason');
        host.record('session.revoke', reason, options);
      },
      setExpiresAt: timeSetter(host, 'session.setExpiresAt'),
      setIdleExpiresAt: timeSetter(host, 'session.setIdleExpiresAt'),
      setCookieMode(mode: unknown): void {
        if (mode !== 'persistent' && mode !== 'non-persistent') {
          throw new Error(`api.session.setCookieMode: unknown mode ${JSON.stringify(mode)}`);
        }
        if (host.event.session) host.event.session.cookie = { mode };
        host.record('session.setCookieMode', mode);
      },
    },
    refreshToken: {
      ...tokenMetadataMethods(host, 'refreshToken'),
      revoke(reason: unknown): void {
        if (host.event.transaction?.protocol !== 'oauth2-refresh-token') {
          throw new Error('api.refreshToken.revoke: only available during a refresh token exchange');
        }
        requireText(host, 'api.refreshToken.revoke', 'the reason', reason, 'revokeReason');
        host.record('refreshToken.revoke', reason);
      },
      setExpiresAt: refreshTimeSetter(host, 'refreshToken.setExpiresAt'),
      setIdleExpiresAt: refreshTimeSetter(host, 'refreshToken.setIdleExpiresAt'),
    },
  };
}

function timeSetter(host: ApiHost, method: string) {
  return (time: unknown): void => {
    if (typeof time !== 'number' || !time) {
      throw new TypeError(`api.${method}: the time must be a number of milliseconds since the epoch`);
    }
    host.record(method, time);
  };
}

function refreshTimeSetter(host: ApiHost, method: string) {
  const set = timeSetter(host, method);
  return (time: unknown): void => {
    if (host.event.refresh_token?.access === 'online') {
      throw new Error(`api.${method}: not available for an online refresh token`);
    }
    set(time);
  };
}
