// RULE-MIGRATION(too-many-dependencies): 11: Auth0 installs at most 10 packages for an Action. See https://auth0.com/docs/customize/actions/limitations
export async function onExecutePostLogin(): Promise<void> {
  ['a', 'b'].forEach((name) => console.log(name));
  require('a1'); require('a2'); require('a3'); require('a4'); require('a5'); require('a6');
  require('a7'); require('a8'); require('a9'); require('a10'); require('a11');
}
