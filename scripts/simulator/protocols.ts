import { ts } from '../lib/ts.ts';
import { textOf } from './inert.ts';
import { bare } from './kinds.ts';

/**
 * All protocols of logins for which post-login Actions run.
 * https://auth0.com/docs/actions/reference/post-login/post-login-event-object
 */
export const PROTOCOLS = [
  'oidc-basic-profile',
  'oidc-implicit-profile',
  'oidc-hybrid-profile',
  'oidc-ciba',
  'oidc-ciba-web-link',
  'oauth2-resource-owner',
  'oauth2-resource-owner-jwt-bearer',
  'oauth2-password',
  'oauth2-refresh-token',
  'oauth2-token-exchange',
  'oauth2-device-code',
  'oauth2-webauthn',
  'oauth2-access-token',
  'samlp',
  'wsfed',
  'wstrust-usernamemixed',
];

/** Whether a comparison of the protocol with a text holds for every login; undefined: that depends on the login. */
export function protocolHolds(node: ts.Expression): boolean | undefined {
  if (!ts.isBinaryExpression(node) || !ts.isStringLiteralLike(node.right)) return undefined;
  const { kind } = node.operatorToken;
  if (textOf(bare(node.left)) !== 'event.transaction.protocol') return undefined;
  if ((PROTOCOLS as readonly string[]).includes(node.right.text)) return undefined;
  if (kind === ts.SyntaxKind.EqualsEqualsEqualsToken) return false;
  return kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ? true : undefined;
}
