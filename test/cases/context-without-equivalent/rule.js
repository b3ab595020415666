function lifetimes(user, context, callback) {
  context.jwtConfiguration = context.jwtConfiguration || {};
  context.jwtConfiguration.lifetimeInSeconds = 3600;
  if (context.sso && context.sso.with_auth0) console.log('signed in before');
  callback(null, user, context);
}
