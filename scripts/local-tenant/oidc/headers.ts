import { createHash } from 'node:crypto';
import { STYLE } from './page.ts';

const POLICY = 'content-security-policy';
const NO_FORM = "form-action 'none'";

/**
 * What every answer carries: nothing is loaded, run, framed or guessed, and the address of a page, which opens a login,
 * is told to nobody else. No Strict-Transport-Security: browsers would hold every server on localhost to it.
 */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  [POLICY]: [
    "default-src 'none'",
    // Named, so that oidc-provider adds the hash of its page that posts an answer (response_mode=form_post).
    "script-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    'img-src data:',
    "base-uri 'none'",
    "frame-ancestors 'none'",
    NO_FORM,
  ].join('; '),
};

/** The headers of a page whose form leads, in the end, to this address. */
export function formHeaders(destination: unknown): Record<string, string> {
  return { [POLICY]: withForms(ANSWER_HEADERS[POLICY] ?? '', destination) };
}

/**
 * The policy with forms allowed. Chromium holds every redirect that follows a form to `form-action`: those to where
 * Actions send the user, to the callback, and on from there; only their scheme is known beforehand.
 */
export function withForms(policy: string, destination: unknown): string {
  const scheme =
    typeof destination === 'string' && URL.canParse(destination) ? new URL(destination).protocol : '';
  const sources = new Set(["'self'", 'https:', ...(scheme === '' ? [] : [scheme])]);
  return policy.replace(NO_FORM, `form-action ${[...sources].join(' ')}`);
}
