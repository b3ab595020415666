function tier(user, context, callback) {
  if (context.clientID !== 'shop') {
    callback(null, user, context);
  }
  context.idToken['https://example.com/tier'] = user.user_metadata.tier.name;
  callback(null, user, context);
}
