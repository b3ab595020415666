/** Names of fields that hold a secret, as Auth0, identity providers and people call them. */
const SECRET_NAME = /(?:secret|pass|passwd|password|passphrase|credentials?|token|key)$/i;
const PUBLIC_NAME = /public_?key$/i;

/** Every value in it is a secret: where Auth0 keeps those of a custom database. */
// https://auth0.com/docs/authenticate/database-connections/custom-db/overview-custom-db-connections
const SECRET_FOLDER = 'configuration';

/** True for the name of a field, or a path that ends in it, whose text is a secret. */
export function isSecretName(path: string): boolean {
  const names = path.split('.');
  return (SECRET_NAME.test(path) && !PUBLIC_NAME.test(path)) || names.slice(0, -1).includes(SECRET_FOLDER);
}
