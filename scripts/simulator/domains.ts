// What may stand where in a login.

/** Stands for a key that is not there. */
export const ABSENT = Symbol('absent');

/** What may stand somewhere; with `?` or nothing. */
export type Kind =
  | 'id'
  | 'text'
  | 'text?'
  | 'email?'
  | 'texts'
  | 'texts?'
  | 'flag'
  | 'number'
  | 'count'
  | 'time'
  | 'labels'
  | 'labels?'
  | 'object?'
  | 'geoip'
  | 'risk'
  | 'session'
  | 'json'
  | 'ip'
  | 'protocol'
  | 'strategy'
  | 'scopes'
  | 'methods'
  | 'identities'
  | 'organization'
  | 'roles'
  | 'audience'
  | 'configured'
  | 'instant';

/** What the platform guarantees of a value, by its path; the first row that fits counts, `*` is any one key. */
// oxfmt-ignore
const domains: readonly (readonly [path: string, kind: Kind | undefined])[] = [
  ['user.user_id',                 'id'],
  ['user.email_verified',          'flag'],
  ['user.phone_verified',          'flag'],
  ['user.created_at',              'time'],
  ['user.updated_at',              'time'],
  ['user.last_password_reset',     'time'],
  ['user.multifactor',             'texts?'],
  ['user.identities',              'identities'],
  ['user.app_metadata',            'object?'],
  ['user.user_metadata',           'object?'],
  ['user.email',                   'email?'],
  ['user.name',                    'text?'],
  ['user.nickname',                'text?'],
  ['user.given_name',              'text?'],
  ['user.family_name',             'text?'],
  ['user.picture',                 'text?'],
  ['user.username',                'text?'],
  ['user.phone_number',            'text?'],
  ['user.*',                       'json'],
  ['user.app_metadata.**',         'json'],
  ['user.user_metadata.**',        'json'],
  ['client.client_id',             'id'],
  ['client.name',                  'id'],
  ['client.metadata',              'labels?'],
  ['client.metadata.*',            'text?'],
  ['connection.id',                'id'],
  ['connection.name',              'id'],
  ['connection.strategy',          'strategy'],
  ['connection.metadata',          'labels?'],
  ['connection.metadata.*',        'text?'],
  ['connection.options.**',        'json'],
  ['organization',                 'organization'],
  ['organization.id',              'id'],
  ['organization.name',            'id'],
  ['organization.display_name',    'text'],
  ['organization.metadata.*',      'text?'],
  ['authorization',                'roles'],
  ['authorization.roles',          'texts'],
  ['authentication',               'methods'],
  ['authentication.methods',       'methods'],
  ['authentication.riskAssessment', 'risk'],
  ['session',                      'session'],
  ['request.ip',                   'ip'],
  ['request.hostname',             'id'],
  ['request.user_agent',           'text?'],
  ['request.language',             'text?'],
  ['request.query',                'labels'],
  ['request.query.*',              'text?'],
  ['request.body',                 'labels'],
  ['request.body.*',               'text?'],
  ['request.geoip',                'geoip'],
  ['request.geoip.latitude',       'number'],
  ['request.geoip.longitude',      'number'],
  ['request.geoip.*',              'text?'],
  ['transaction.protocol',         'protocol'],
  ['transaction.requested_scopes', 'scopes'],
  ['transaction.acr_values',       'texts'],
  ['transaction.metadata',         undefined], // only Actions fill it, during the login
  ['transaction.*',                'text?'],
  ['resource_server',              'audience'],
  ['stats.logins_count',           'count'],
  ['configuration.*',              'configured'],
  ['now',                          'instant'],
];

/** Paths that are varied now and then although no source names them: code may pass a whole object on. */
export const ALWAYS: readonly (readonly string[])[] = [
  'user.user_id',
  'user.email',
  'user.app_metadata',
  'client.client_id',
  'connection.strategy',
  'organization',
  'authorization',
  'transaction.protocol',
  'transaction.requested_scopes',
  'stats.logins_count',
].map((path) => path.split('.'));

/** An attribute of the identity provider at the root of the user, which nothing is known about. */
export function isRootAttribute(path: readonly string[]): boolean {
  return path.length === 2 && kindOf(path) === 'json';
}

/** The closest path at or above this one of which it is known what may stand there. */
export function settable(path: readonly string[]): readonly string[] | undefined {
  if (path.length === 0 || kindOf(path) !== undefined) return path.length === 0 ? undefined : path;
  return settable(path.slice(0, -1));
}

/** What may stand at a path; undefined where nothing may be set. */
export function kindOf(path: readonly string[]): Kind | undefined {
  return domains.find(([pattern]) => fits(pattern.split('.'), path))?.[1];
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '**')
    return path.length >= pattern.length && fits(pattern.slice(0, -1), path.slice(0, pattern.length - 1));
  return pattern.length === path.length && pattern.every((part, at) => part === '*' || part === path[at]);
}
